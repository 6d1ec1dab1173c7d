/** One kind of memorable happening and the words it is told in, folded. */
export interface EpisodeKind {
  readonly type: 'loss' | 'conflict' | 'achievement' | 'celebration' | 'change' | 'moment';
  /** Tag, and topic of the title. */
  readonly topic: string;
  readonly importance: number;
  readonly sentiment: number;
  readonly en: RegExp;
  readonly es: RegExp;
  /** Title; `*` is whom or what it is about ("Max", "their sister"). */
  readonly title: { readonly en: string; readonly es: string };
  /** Title when nothing is named. */
  readonly bare: { readonly en: string; readonly es: string };
}

const kind = (entry: EpisodeKind): EpisodeKind => entry;

/** The gravest first: of several in one message the first counts. Importance is ours; a death is 9.5 of 10. */
export const EPISODE_KINDS: readonly EpisodeKind[] = [
  kind({
    type: 'loss',
    topic: 'death',
    importance: 9.5,
    sentiment: -0.9,
    en: /\b(?:(?:my|our) (?:\w+ ){1,4}?(?:just )?(?:died|passed away|is dead|has died|has passed away|was put (?:down|to sleep)|had to be put (?:down|to sleep))|i lost my (?:mom|mum|mother|dad|father|sister|brother|son|daughter|wife|husband|grandm\w+|grandf\w+|grandpa|dog|cat|best friend|baby|uncle|aunt))\b/,
    es: /\b(?:(?:se me )?(?:murio|fallecio|ha muerto|ha fallecido) mi\b|(?:mi|nuestr[oa]) (?:\p{L}+ ){1,4}?(?:se )?(?:me )?(?:murio|fallecio|ha muerto|ha fallecido|partio)|perdi a mi (?:mama|madre|papa|padre|hermana|hermano|hijo|hija|espos[oa]|abuel[oa]|perr\w+|gat\w+|mejor amig[oa]|tia|tio))\b/u,
    title: { en: 'Losing *', es: 'Pérdida de *' },
    bare: { en: 'A loss', es: 'Una pérdida' },
  }),
  kind({
    type: 'celebration',
    topic: 'birth',
    importance: 9,
    sentiment: 0.9,
    en: /\b(?:(?:my|our) (?:baby|son|daughter|niece|nephew|grand\w+) was born|(?:my wife|she|i) (?:just )?gave birth|we had a baby|i(?:'m| am) pregnant|we(?:'re| are) (?:pregnant|expecting|having a baby)|i(?:'m| am) going to be a (?:dad|father|mom|mother|aunt|uncle))\b/,
    es: /\b(?:nacio (?:mi|nuestr[oa])|(?:mi|nuestr[oa]) (?:bebe|hij[oa]|sobrin[oa]|niet[oa]) nacio|di a luz|tuvimos un bebe|estoy embarazada|estamos embarazados|voy a ser (?:papa|mama|padre|madre|ti[oa]))\b/,
    title: { en: 'A birth in the family', es: 'Un nacimiento en la familia' },
    bare: { en: 'A birth in the family', es: 'Un nacimiento en la familia' },
  }),
  kind({
    type: 'celebration',
    topic: 'wedding',
    importance: 9,
    sentiment: 0.9,
    en: /\b(?:i(?:'m| am)? (?:got|getting|just got) (?:married|engaged)|we(?:'re| are)? (?:got|getting|just got) (?:married|engaged)|(?:he|she) proposed|said yes to my proposal|(?:my|our) wedding (?:is|was)|my (?:sister|brother|daughter|son|best friend) (?:is getting|got) married)\b/,
    es: /\b(?:me (?:caso|case|voy a casar|acabo de casar)|nos (?:casamos|vamos a casar)|me comprometi|nos comprometimos|me pidio matrimonio|(?:mi|nuestra) boda (?:es|fue|sera)|mi (?:hermana|hermano|hij[oa]|mejor amig[oa]) se (?:casa|caso))\b/,
    title: { en: 'A wedding', es: 'Una boda' },
    bare: { en: 'A wedding', es: 'Una boda' },
  }),
  kind({
    type: 'loss',
    topic: 'breakup',
    importance: 8.5,
    sentiment: -0.8,
    en: /\b(?:(?:we|i) (?:just )?broke up|broke up with (?:me|him|her|my)|(?:my \w+|he|she) (?:dumped|left) me|i(?:'m| am) getting (?:a )?divorced?|we(?:'re| are) getting (?:a )?divorced?|i got divorced|(?:cheated|cheating) on me)\b/,
    es: /\b(?:(?:termine|rompi|corte) con mi|(?:terminamos|rompimos|nos separamos|nos divorciamos)|me (?:dejo (?:mi|el|ella|por)|termino|corto|divorcio|divorcie|separe|fue infiel|enganaron|engano))\b/,
    title: { en: 'Breaking up with *', es: 'Ruptura con *' },
    bare: { en: 'A breakup', es: 'Una ruptura' },
  }),
  kind({
    type: 'loss',
    topic: 'illness',
    importance: 8,
    sentiment: -0.7,
    en: /\b(?:was diagnosed with|got diagnosed with|(?:i|my (?:\w+ ){1,3}?)(?:am|is|was|are|'m) in (?:the )?hospital|(?:i|my (?:\w+ ){1,3}?)(?:had|have|has|need|needs) (?:a )?(?:surgery|heart attack|stroke|accident|cancer|car crash)|(?:i|my (?:\w+ ){1,3}?)broke (?:my|his|her) (?:arm|leg|wrist|ankle)|my (?:\w+ ){1,3}?(?:is|got) (?:very |really |seriously )?(?:sick|ill))\b/,
    es: /\b(?:(?:me|le) diagnosticaron|(?:estoy|esta|estuve|estuvo) (?:en el hospital|hospitalizad[oa]|internad[oa])|me (?:operaron|van a operar|rompi (?:el|la|un))|(?:tuve|tuvo|tiene) un (?:accidente|infarto|derrame)|(?:tengo|tiene) cancer|mi (?:\p{L}+ ){1,3}?(?:esta|enfermo|cayo) (?:muy |gravemente )?enferm[oa])\b/u,
    title: { en: 'Illness of *', es: 'Enfermedad de *' },
    bare: { en: 'An illness', es: 'Una enfermedad' },
  }),
  kind({
    type: 'change',
    topic: 'job lost',
    importance: 7.5,
    sentiment: -0.6,
    en: /\b(?:i (?:just )?(?:got (?:fired|laid off)|lost my job|was (?:fired|laid off)|quit my job)|they fired me)\b/,
    es: /\b(?:me (?:despidieron|echaron del trabajo|corrieron|quede sin trabajo)|perdi (?:mi|el) trabajo|renuncie(?: a mi trabajo)?)\b/,
    title: { en: 'Losing the job', es: 'Pérdida del trabajo' },
    bare: { en: 'Losing the job', es: 'Pérdida del trabajo' },
  }),
  kind({
    type: 'achievement',
    topic: 'job',
    importance: 7.5,
    sentiment: 0.8,
    en: /\b(?:i (?:just )?(?:got (?:a|the|my) (?:new |first |dream )*job|got (?:hired|promoted|a promotion|the promotion)|was (?:hired|promoted)|start(?:ed)? (?:a|my) new job)|they hired me)\b/,
    es: /\b(?:(?:consegui|obtuve|encontre) (?:un |el |mi )?(?:nuevo |primer )?(?:trabajo|empleo)|me (?:contrataron|ascendieron|dieron (?:el|un) (?:trabajo|puesto|ascenso|aumento))|empece (?:un|mi) (?:nuevo )?trabajo)\b/,
    title: { en: 'A new job', es: 'Un nuevo trabajo' },
    bare: { en: 'A new job', es: 'Un nuevo trabajo' },
  }),
  kind({
    type: 'achievement',
    topic: 'exam',
    importance: 7,
    sentiment: 0.8,
    en: /\b(?:i (?:just |finally )?(?:passed (?:my|the|all my|an?) (?:\w+ ){0,3}?(?:exams?|tests?|finals?|course|class|bar)|graduated|got (?:accepted|admitted|into (?:college|university|med school))|won (?:the|a|my|first) (?:\w+ ){0,2}?(?:prize|competition|contest|race|medal|tournament|award|scholarship)|finished my (?:thesis|degree|phd))|got my (?:degree|diploma|driver'?s? licen[sc]e))\b/,
    es: /\b(?:(?:aprobe|pase) (?:el|mi|un|todos? (?:los|mis)|los|mis|la|mis) ?(?:\p{L}+ ){0,2}?(?:examen(?:es)?|materias?|curso|prueba|oposicion|parcial(?:es)?|final(?:es)?)|me (?:gradue|recibi|admitieron|aceptaron en|titule|dieron (?:el premio|la beca))|gane (?:el|un|la|una|mi) (?:\p{L}+ ){0,2}?(?:premio|concurso|carrera|medalla|torneo|beca)|termine mi (?:tesis|carrera))\b/u,
    title: { en: 'A success', es: 'Un logro' },
    bare: { en: 'A success', es: 'Un logro' },
  }),
  kind({
    type: 'loss',
    topic: 'failure',
    importance: 6.5,
    sentiment: -0.6,
    en: /\b(?:i (?:just )?failed (?:my|the|an?|all my) (?:\w+ ){0,3}?(?:exams?|tests?|finals?|course|class)|i (?:was|got) rejected|didn'?t get (?:the job|in))\b/,
    es: /\b(?:(?:reprobe|suspendi|no aprobe|no pase|desaprobe) (?:el|mi|un|los|mis|la)|no me (?:contrataron|dieron el trabajo|aceptaron|admitieron)|me rechazaron)\b/,
    title: { en: 'A setback', es: 'Un fracaso' },
    bare: { en: 'A setback', es: 'Un fracaso' },
  }),
  kind({
    type: 'change',
    topic: 'moving',
    importance: 7,
    sentiment: 0.2,
    en: /\b(?:i(?:'m| am|'ve| have)? (?:just )?(?:moved|moving) (?:to|out|in with|house)|we(?:'re| are|'ve)? (?:just )?(?:moved|moving) to|(?:bought|buying) (?:a|my first|our first) (?:house|apartment|flat))\b/,
    es: /\b(?:me (?:mude|mudo|voy a mudar|acabo de mudar|cambie de casa)|nos (?:mudamos|vamos a mudar)|(?:compre|compramos) (?:una|mi primera|nuestra) (?:casa|departamento)|me voy a vivir)\b/,
    title: { en: 'Moving', es: 'Mudanza' },
    bare: { en: 'Moving', es: 'Mudanza' },
  }),
  kind({
    type: 'conflict',
    topic: 'fight',
    importance: 6.5,
    sentiment: -0.6,
    en: /\b(?:(?:i|we) (?:just |really )?(?:had a (?:\w+ )?(?:fight|argument|quarrel)|got into (?:a|an) (?:\w+ )?(?:fight|argument)|fought|argued|quarrell?ed)|(?:a|big|huge) (?:fight|argument|quarrel) with my|(?:isn'?t|is not|won'?t be|not) (?:talking|speaking) to me)\b/,
    es: /\b(?:me (?:pelee|peleo|enoje|discuti) con|(?:discuti|pelee) con|nos peleamos|(?:tuve|tuvimos) una (?:\p{L}+ )?(?:pelea|discusion)|(?:pelea|discusion) con mi|ya no me habla)\b/u,
    title: { en: 'Fight with *', es: 'Pelea con *' },
    bare: { en: 'A fight', es: 'Una pelea' },
  }),
  kind({
    type: 'change',
    topic: 'adoption',
    importance: 6.5,
    sentiment: 0.8,
    en: /\b(?:(?:i|we) (?:just )?(?:adopted|got) an? (?:new )?(?:dog|puppy|cat|kitten|rabbit|pet))\b/,
    es: /\b(?:(?:adopte|adoptamos|me regalaron) (?:a )?un[ao]? (?:perr\w+|gat\w+|cachorr\w+|conej\w+|mascota))\b/,
    title: { en: 'A new pet', es: 'Una nueva mascota' },
    bare: { en: 'A new pet', es: 'Una nueva mascota' },
  }),
  kind({
    type: 'celebration',
    topic: 'birthday',
    importance: 6,
    sentiment: 0.7,
    en: /\b(?:(?:it'?s|today is|today's|tomorrow is|yesterday was) my (?:\w+ )?birthday|i (?:just )?turned \d+|my birthday (?:is|was) (?:today|yesterday|tomorrow)|my birthday party)\b/,
    es: /\b(?:(?:hoy|manana|ayer) (?:es|fue) mi cumple\w*|(?:es|fue) mi cumple\w*|(?:hoy|ayer|manana) (?:cumplo|cumpli)|cumpli \d+ anos|mi fiesta de cumple\w*)\b/,
    title: { en: "The user's birthday", es: 'Su cumpleaños' },
    bare: { en: "The user's birthday", es: 'Su cumpleaños' },
  }),
  kind({
    type: 'moment',
    topic: 'love',
    importance: 7,
    sentiment: 0.8,
    en: /\b(?:i(?:'m| am| think i'?m| think i am) (?:falling )?in love with|i fell in love|my first (?:kiss|date)|(?:she|he) said yes|i have a (?:new )?(?:boyfriend|girlfriend)|we started dating)\b(?! (?:you|this|that|it)\b)/,
    es: /\b(?:(?:estoy|me) enamor(?:ad[oa]|e) de (?!ti\b)|mi primer (?:beso|amor)|mi primera cita|me dijo que si|tengo (?:nuev[oa] )?novi[oa]|empezamos a salir)\b/,
    title: { en: 'A new love', es: 'Un nuevo amor' },
    bare: { en: 'A new love', es: 'Un nuevo amor' },
  }),
];
