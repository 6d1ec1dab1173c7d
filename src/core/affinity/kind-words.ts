/**
 * Words that praise or insult, as alternatives of a regular expression over folded text. Spanish ones are
 * singular on purpose: "estas lindas flores" is not said to the persona.
 */

/** May stand between "you are" and the word that counts. */
export const FILLERS_EN =
  'a|an|the|such|very|so|really|truly|always|just|also|too|quite|incredibly|extremely|super|absolutely|still|even|honestly|definitely|totally|fucking|freaking|kinda|genuinely|seriously|actually|literally|simply|most|more|my|one|of|as|pretty|damn|complete|total|real|little|bit|how|well|sure|lil|insanely|unbelievably|utterly|ever|stupidly|god|oh';

export const FILLERS_ES =
  'muy|tan|super|re|bien|mas|la|el|lo|una|un|mi|toda|todo|realmente|demasiado|bastante|siempre|increiblemente|verdaderamente|verdad|de|simplemente|absolutamente|completamente|extremadamente|sumamente|tambien|hiper|mega|ultra|persona|chica|chico|mujer|hombre|amiga|amigo|bot|asistente|nina|nino|tremenda|tremendo|gran|asi|tipa|tipo|tia|tio|maldita|maldito|pinche|puta|puto|jodida|jodido|pedazo|ser|sencillamente|totalmente';

export const PRAISE_EN =
  'pretty|prettier|prettiest|beautiful|gorgeous|lovely|cute|cuter|cutest|adorable|sweet|sweetest|sweetheart|kind|kindest|nice|nicest|funny|funniest|hilarious|smart|smarter|smartest|clever|intelligent|brilliant|amazing|awesome|wonderful|great|greatest|perfect|charming|handsome|stunning|precious|angel|genius|sunshine|treasure|gem|best|favou?rite|fantastic|incredible|lovable|loveable|attractive|hot|sexy|talented|thoughtful|caring|gentle|generous|wise|witty|creative|cool|coolest|fun|elegant|delightful|enchanting|radiant|dazzling|divine|superb|excellent|fabulous|marvell?ous|magnificent|phenomenal|outstanding|impressive|inspiring|patient|polite|understanding|supportive|helpful|warm|special|extraordinary|fascinating|interesting|legend|star|queen|goddess|princess|blessing|dreamy|cutie|dear|bomb|goat|goddamn beautiful';

/** Gendered forms are written `lind[oa]`; superlatives and diminutives come with the stems. */
export const PRAISE_ES =
  '(?:lind|hermos|guap|bell|bonit|precios|tiern|dulc|simpatic|gracios|divertid|list|monad|chul|amabl|inteligent)(?:isim|it)[oa]|lind[oa]|hermos[oa]|bell[oa]|guap[oa]|bonit[oa]|precios[oa]|divin[oa]|encantadora?|adorable|dulce|tiern[oa]|amable|simpatic[oa]|divertid[oa]|gracios[oa]|inteligente|increible|maravillos[oa]|genial|fantastic[oa]|brillante|perfect[oa]|especial|carinos[oa]|atent[oa]|fascinante|excelente|mejor|sol|cielo|angel|amor|encanto|maravilla|tesoro|genio|genia|crack|reina|rey|diosa|dios|sexy|atractiv[oa]|elegante|sabi[oa]|agradable|favorit[oa]|unic[oa]|ingenios[oa]|talentos[oa]|chid[oa]|chingona?|bacana?|maj[oa]|cute|monada|preciosidad|belleza|dulzura|estupend[oa]|magnific[oa]|extraordinari[oa]|impresionante|espectacular|deslumbrante|radiante|creativ[oa]|generos[oa]|comprensiv[oa]|pacient(?:e|isima)|educad[oa]|interesante|buen[oa]|buenisim[oa]|buen amig[oa]|linda persona|luz|bendicion|joya|maquina|fenomen[oa]|chul[oa]|carino|admirable|servicial|fiel|noble|grandios[oa]|sensacional|estrella|princesa|principe|bombon|muneca|mona';

/** Said with "eres", but something else with "estás": ready, better, good-looking in bed. */
export const PRAISE_ES_NOT_ESTAS = /^(?:mejor|buen[oa]|atent[oa]|list[oa]|unic[oa]|educad[oa])$/;

export const INSULT_EN =
  'stupid|dumb|dumber|dumbest|idiot|idiotic|useless|ugly|ugliest|annoying|boring|pathetic|worthless|trash|garbage|terrible|awful|worst|liar|disgusting|horrible|moron|moronic|fool|jerk|bitch|asshole|lame|creepy|creep|rude|crap|crappy|shit|shitty|ridiculous|incompetent|ignorant|gross|loser|dumbass|imbecile|evil|hideous|fat|insufferable|unbearable|joke|waste|pig|retarded|retard|nasty|vile|clown|scum|cunt|whore|slut|piece of (?:shit|crap|junk|trash)|good for nothing|bastard|bullshit|junk|failure|disgrace|mean|hateful|repulsive|cringe|cringy|brainless|clueless|insane|psycho';

export const INSULT_ES =
  'tont[oa]|tontit[oa]|estupid[oa]|idiota|imbecil|inutil|fe[oa]|feisim[oa]|horrible|aburrid[oa]|pesad[oa]|insoportable|molest[oa]|patetic[oa]|ridicul[oa]|mal[oa]|mentiros[oa]|asqueros[oa]|gord[oa]|pendej[oa]|bob[oa]|tarad[oa]|burr[oa]|basura|mierda|porqueria|asco|cerd[oa]|puta|zorra|perra|maleducad[oa]|grosera|grosero|fals[oa]|odios[oa]|repugnante|desgraciad[oa]|peor|incompetente|ignorante|brut[oa]|retrasad[oa]|gilipollas|subnormal|cabrona?|pelotud[oa]|boluda|huevona?|payas[oa]|escoria|detestable|despreciable|desastre|fracaso|fracasad[oa]|hipocrita|maldit[oa]|cobarde|hij[oa] de (?:puta|perra)|hijueputa|mongol|mongolic[oa]|babos[oa]|menso|mensa|tarada|lerd[oa]|imbecila';

/** With "estás" these are how somebody feels, not an insult. */
export const INSULT_ES_NOT_ESTAS = /^(?:aburrid[oa]|molest[oa]|pesad[oa]|mal[oa]|peor)$/;

/** What of the persona may be praised, both languages. */
export const TRAITS_EN =
  'voice|smile|eyes|hair|laugh|face|heart|soul|personality|taste|style|mind|sense of humou?r|humou?r|name|accent|energy|vibes?|way|manners|look|looks|outfit|dress|hands|company|jokes?|stor(?:y|ies)|answers?|messages?|writing|ideas?|advice|attitude|kindness|intelligence|charm|avatar|picture|photo|art|singing|presence|patience|warmth|brain|lips|words';

export const TRAITS_ES =
  'voz|sonrisa|ojos|pelo|cabello|risa|cara|rostro|corazon|alma|personalidad|gusto|estilo|mente|humor|sentido del humor|nombre|acento|energia|vibra|forma de ser|manera de ser|forma de hablar|manera de hablar|compania|chistes?|historias?|respuestas?|mensajes?|ideas?|consejos?|actitud|amabilidad|inteligencia|encanto|avatar|foto|vestido|mirada|labios|manos|presencia|paciencia|ternura|dulzura|palabras|cerebro|look';

/** "I love your dog" is about the dog. */
export const OTHERS =
  /^(?:sister|brother|mother|mom|mum|dad|father|friends?|boss|ex|cat|dog|cats|dogs|pet|pets|country|city|house|car|family|parents|wife|husband|girlfriend|boyfriend|creators?|developers?|hermana|hermano|madre|mama|padre|papa|amigas?|amigos?|jefe|jefa|gato|gata|perro|perra|pais|ciudad|casa|coche|carro|familia|padres|esposa|esposo|novia|novio|creador|mascota)$/;
