/** Word lists of the fact patterns, folded. Each is a set or the alternatives of a regular expression. */

const set = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/** After "I'm", "soy" these are no names, however they are capitalised. */
export const NOT_NAMES = set(`
a an the not no so very too just here there back home done ready fine good great ok okay well bad sick ill tired sad happy angry mad bored
scared afraid hungry thirsty alone lonely busy late early sorry sure glad excited confused lost broke drunk sober single married divorced
engaged pregnant vegan vegetarian gay straight bi trans old young new free rich poor tall short fat thin strong weak smart stupid dumb
pretty ugly beautiful nice kind mean crazy weird normal shy nervous anxious depressed stressed worried exhausted sleepy awake alive dead
from in at on of your my his her their our only also still really always never currently now trying going doing feeling working living
looking thinking getting having being making kidding joking serious right wrong hot cold proud jealous grateful thankful blessed
interested curious surprised shocked amazed disappointed frustrated annoyed upset hurt fed done able about like kinda pretty
feliz triste alegre bueno buena malo mala alto alta bajo baja gordo gorda flaco flaca rico rica pobre guapo guapa feo fea listo lista tonto
tonta timido timida loco loca raro rara normal fuerte debil joven viejo vieja mayor menor nuevo nueva libre soltero soltera casado casada
divorciado divorciada viudo viuda vegano vegana vegetariano vegetariana gay hetero bisexual trans de un una el la los las muy tan mas menos
yo tu fan hijo hija hermano hermana padre madre papa mama amigo amiga novio novia persona hombre mujer chico chica nina nino adulto adulta
celiaco celiaca diabetico diabetica alergico alergica zurdo zurda ateo atea catolico catolica cristiano cristiana judio judia musulman
musulmana optimista pesimista realista responsable sincero sincera honesto honesta amable simpatico simpatica inteligente nadie alguien
capaz consciente parte como asi quien lo que feliz bastante demasiado aries tauro geminis cancer leo virgo libra escorpio sagitario
capricornio acuario piscis taurus gemini scorpio sagittarius capricorn aquarius pisces christian catholic jewish muslim atheist monday
god jesus batman`);

/** Adjective of origin → as it is, for personal_info/nationality. */
export const NATIONALITIES = set(`
american british english scottish irish welsh canadian australian mexican spanish colombian peruvian chilean argentinian argentine
venezuelan ecuadorian bolivian cuban dominican brazilian german french italian portuguese dutch belgian swiss austrian swedish norwegian
danish finnish polish russian ukrainian romanian greek turkish indian pakistani chinese japanese korean vietnamese thai filipino nigerian
kenyan egyptian moroccan israeli puertorican guatemalan honduran salvadoran uruguayan paraguayan
mexicano mexicana espanol espanola colombiano colombiana peruano peruana chileno chilena argentino argentina venezolano venezolana
ecuatoriano ecuatoriana boliviano boliviana cubano cubana dominicano dominicana brasileno brasilena aleman alemana frances francesa
italiano italiana portugues portuguesa ingles inglesa estadounidense norteamericano norteamericana canadiense ruso rusa chino china japones
japonesa coreano coreana indio india guatemalteco guatemalteca hondureno hondurena salvadoreno salvadorena uruguayo uruguaya paraguayo
paraguaya nicaraguense costarricense panameno panamena puertorriqueno puertorriquena catalan catalana vasco vasca gallego gallega andaluz
andaluza sueco sueca noruego noruega suizo suiza polaco polaca rumano rumana turco turca marroqui`);

/** Last word of an occupation. */
export const OCCUPATIONS = set(`
doctor nurse teacher engineer developer programmer lawyer student designer artist musician writer author journalist chef cook waiter waitress
barista driver pilot mechanic electrician plumber carpenter accountant economist architect scientist researcher professor dentist
veterinarian vet psychologist therapist psychiatrist pharmacist surgeon paramedic firefighter policeman policewoman officer soldier farmer
gardener baker butcher hairdresser barber photographer actor actress singer dancer dj producer editor translator interpreter librarian
manager analyst consultant administrator secretary receptionist cashier salesman saleswoman seller clerk entrepreneur freelancer founder ceo
physicist chemist biologist mathematician historian philosopher tutor coach trainer athlete footballer technician cleaner nanny tester
streamer youtuber illustrator animator painter sculptor tailor florist banker broker realtor geologist astronomer statistician bartender
medico medica doctora enfermero enfermera profesor profesora maestro maestra ingeniero ingeniera desarrollador desarrolladora programador
programadora abogado abogada estudiante disenador disenadora artista musico musica escritor escritora periodista chef cocinero cocinera
camarero camarera mesero mesera conductor conductora chofer piloto mecanico mecanica electricista plomero fontanero carpintero contador
contadora contable economista arquitecto arquitecta cientifico cientifica investigador investigadora dentista veterinario veterinaria
psicologo psicologa terapeuta psiquiatra farmaceutico farmaceutica cirujano cirujana bombero bombera policia soldado militar agricultor
jardinero jardinera panadero panadera carnicero peluquero peluquera barbero fotografo fotografa actor actriz cantante bailarin bailarina
productor productora editor editora traductor traductora interprete bibliotecario bibliotecaria gerente analista consultor consultora
administrador administradora secretario secretaria recepcionista cajero cajera vendedor vendedora empresario empresaria autonomo freelance
fisico fisica quimico quimica biologo biologa matematico matematica historiador historiadora entrenador entrenadora atleta futbolista
tecnico tecnica ninera limpiadora ilustrador ilustradora pintor pintora escultor sastre banquero obrero albanil repartidor taxista
mecanografo dibujante publicista comerciante`);

/** Month names, both languages, full and short. */
export const MONTHS =
  'january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre';

/** Language as written → language-neutral key. */
export const LANGUAGES: Readonly<Record<string, string>> = {
  spanish: 'spanish',
  espanol: 'spanish',
  castellano: 'spanish',
  english: 'english',
  ingles: 'english',
  french: 'french',
  frances: 'french',
  german: 'german',
  aleman: 'german',
  italian: 'italian',
  italiano: 'italian',
  portuguese: 'portuguese',
  portugues: 'portuguese',
  chinese: 'chinese',
  chino: 'chinese',
  mandarin: 'chinese',
  japanese: 'japanese',
  japones: 'japanese',
  korean: 'korean',
  coreano: 'korean',
  russian: 'russian',
  ruso: 'russian',
  arabic: 'arabic',
  arabe: 'arabic',
  hindi: 'hindi',
  dutch: 'dutch',
  holandes: 'dutch',
  polish: 'polish',
  polaco: 'polish',
  turkish: 'turkish',
  turco: 'turkish',
  swedish: 'swedish',
  sueco: 'swedish',
  greek: 'greek',
  griego: 'greek',
  catalan: 'catalan',
  euskera: 'basque',
  basque: 'basque',
  gallego: 'galician',
  galician: 'galician',
  quechua: 'quechua',
  guarani: 'guarani',
  ukrainian: 'ukrainian',
  ucraniano: 'ukrainian',
  hebrew: 'hebrew',
  hebreo: 'hebrew',
};

/** Relative as written → key without `_name`. */
export const RELATIVES: Readonly<Record<string, string>> = {
  sister: 'sister',
  hermana: 'sister',
  hermanita: 'sister',
  brother: 'brother',
  hermano: 'brother',
  hermanito: 'brother',
  mother: 'mother',
  mom: 'mother',
  mum: 'mother',
  mama: 'mother',
  madre: 'mother',
  father: 'father',
  dad: 'father',
  papa: 'father',
  padre: 'father',
  son: 'son',
  hijo: 'son',
  daughter: 'daughter',
  hija: 'daughter',
  wife: 'wife',
  esposa: 'wife',
  mujer: 'wife',
  husband: 'husband',
  esposo: 'husband',
  marido: 'husband',
  girlfriend: 'girlfriend',
  novia: 'girlfriend',
  boyfriend: 'boyfriend',
  novio: 'boyfriend',
  fiancee: 'fiancee',
  prometida: 'fiancee',
  fiance: 'fiance',
  prometido: 'fiance',
  partner: 'partner',
  pareja: 'partner',
  grandmother: 'grandmother',
  grandma: 'grandmother',
  abuela: 'grandmother',
  abuelita: 'grandmother',
  grandfather: 'grandfather',
  grandpa: 'grandfather',
  abuelo: 'grandfather',
  abuelito: 'grandfather',
  aunt: 'aunt',
  tia: 'aunt',
  uncle: 'uncle',
  tio: 'uncle',
  cousin: 'cousin',
  prima: 'cousin',
  primo: 'cousin',
  niece: 'niece',
  sobrina: 'niece',
  nephew: 'nephew',
  sobrino: 'nephew',
};

/** Animal as written → key without `_name`. */
export const ANIMALS: Readonly<Record<string, string>> = {
  dog: 'dog',
  puppy: 'dog',
  doggo: 'dog',
  perro: 'dog',
  perra: 'dog',
  perrito: 'dog',
  perrita: 'dog',
  cachorro: 'dog',
  cat: 'cat',
  kitten: 'cat',
  kitty: 'cat',
  gato: 'cat',
  gata: 'cat',
  gatito: 'cat',
  gatita: 'cat',
  pet: 'pet',
  mascota: 'pet',
  bird: 'bird',
  parrot: 'parrot',
  loro: 'parrot',
  pajaro: 'bird',
  canario: 'bird',
  rabbit: 'rabbit',
  bunny: 'rabbit',
  conejo: 'rabbit',
  coneja: 'rabbit',
  hamster: 'hamster',
  fish: 'fish',
  pez: 'fish',
  turtle: 'turtle',
  tortoise: 'turtle',
  tortuga: 'turtle',
  horse: 'horse',
  caballo: 'horse',
  yegua: 'horse',
  snake: 'snake',
  serpiente: 'snake',
};

/** Thing one may have a favourite of, as written → language-neutral key without `favorite_`. */
export const FAVOURITES: Readonly<Record<string, string>> = {
  anime: 'anime',
  manga: 'manga',
  movie: 'movie',
  film: 'movie',
  pelicula: 'movie',
  peli: 'movie',
  food: 'food',
  dish: 'food',
  meal: 'food',
  comida: 'food',
  plato: 'food',
  platillo: 'food',
  dessert: 'dessert',
  postre: 'dessert',
  fruit: 'fruit',
  fruta: 'fruit',
  drink: 'drink',
  bebida: 'drink',
  color: 'color',
  colour: 'color',
  song: 'song',
  cancion: 'song',
  book: 'book',
  libro: 'book',
  novel: 'book',
  novela: 'book',
  game: 'game',
  'video game': 'game',
  videogame: 'game',
  juego: 'game',
  videojuego: 'game',
  band: 'band',
  banda: 'band',
  grupo: 'band',
  singer: 'singer',
  cantante: 'singer',
  artist: 'artist',
  artista: 'artist',
  author: 'author',
  writer: 'author',
  autor: 'author',
  autora: 'author',
  escritor: 'author',
  escritora: 'author',
  actor: 'actor',
  actress: 'actor',
  actriz: 'actor',
  series: 'series',
  show: 'series',
  'tv show': 'series',
  serie: 'series',
  sport: 'sport',
  deporte: 'sport',
  team: 'team',
  equipo: 'team',
  animal: 'animal',
  season: 'season',
  estacion: 'season',
  subject: 'subject',
  materia: 'subject',
  asignatura: 'subject',
  place: 'place',
  lugar: 'place',
  city: 'city',
  ciudad: 'city',
  number: 'number',
  numero: 'number',
  day: 'day',
  dia: 'day',
  character: 'character',
  personaje: 'character',
  music: 'music',
  musica: 'music',
  genre: 'genre',
  genero: 'genre',
  flower: 'flower',
  flor: 'flower',
  hobby: 'hobby',
  pasatiempo: 'hobby',
  restaurant: 'restaurant',
  restaurante: 'restaurant',
  'ice cream': 'ice_cream',
  helado: 'ice_cream',
  pokemon: 'pokemon',
  superhero: 'superhero',
  superheroe: 'superhero',
};
