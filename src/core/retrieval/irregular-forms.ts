/**
 * Each line: the form every other one on the line is joined with. All folded. Spanish verbs in -er stand here
 * with their root first, because cutting -er everywhere would maim English nouns.
 */
const families = `
  go went gone goes going
  say said says
  tell told
  buy bought
  bring brought
  think thought
  teach taught
  catch caught
  see saw seen
  eat ate eaten
  give gave given
  take took taken
  make made
  meet met
  find found
  lose lost losing
  win won
  feel felt
  leave left leaving
  keep kept
  sleep slept
  speak spoke spoken
  write wrote written writing
  drive drove driven
  ride rode ridden
  run ran
  swim swam swum
  sing sang sung
  begin began begun
  drink drank drunk
  grow grew grown
  know knew known
  fly flew flown
  draw drew drawn
  throw threw thrown
  fall fell fallen
  break broke broken
  choose chose chosen
  wear wore worn
  forget forgot forgotten
  hear heard
  hold held
  build built
  send sent
  spend spent
  sell sold
  stand stood
  understand understood
  sit sat
  fight fought
  become became
  come came
  pay paid
  lead led
  die died dying dies death dead
  do done
  child children
  man men
  woman women
  person people
  foot feet
  tooth teeth
  mouse mice
  wife wives
  life
  knife knives
  mom mum mother mommy mama
  dad father daddy papa
  marry married marriage wedding wed
  favorite favourite favorito favorita favoritos favoritas
  color colour

  ir fui fuiste fuimos fueron voy vas vamos iba ibas iban yendo ido
  decir dije dijiste dijo dijimos dijeron digo dices dice dicho diciendo
  hacer hice hiciste hizo hicimos hicieron hago haces hace hecho
  tuve tuviste tuvo tuvimos tuvieron tengo
  venir vine viniste vino vinieron vengo viene vienes
  pod poder podia podemos pude pudiste pudo puedo puedes puede
  quer querer queremos quise quiso quiero quieres quiere queria
  sab saber sabemos sabes sabe supe supo sabia
  tra traer traje trajo traigo
  pon poner pone pones puse puso pongo puesto
  andar anduve anduvo
  ver vi viste vio vimos vieron veo ves visto
  dar di diste dio dimos dieron doy dado
  contar cuento cuentas cuenta cuentan
  recordar recuerdo recuerdas recuerda recuerdan
  acordar acuerdo acuerdas acuerda
  jugar juego juegas juega juegan
  dormir duermo duermes duerme durmio
  sentir siento sientes siente sintio
  pensar pienso piensas piensa
  empezar empiezo empieza empece
  perd perder pierdo pierde pierdes perdio perdi perdida perdidas
  encontrar encuentro encuentra
  volv volver vuelvo vuelves vuelves vuelve volvi volvio vuelto
  mor morir murio muerto muerta muertos muere muerte murieron muriendo
  nac nacer nacio naci nace nacimiento
  viv vivir vivo vivio vivi
  sal salir salgo sale salio sali
  com comer comio comi comes comen comido
  conoc conocer conozco conocio conoci
  escribir escrito escribio
  romp romper roto rota rompio rompi
  abrir abierto
  pedir pido pidio
  seguir sigo sigue siguio
  leer leo lei lees lee leen leyo leido leyendo
  caer caigo cae cayo caido caida cai
  oir oigo oyo
  conducir conduje condujo
  aprend aprender aprendio aprendi
  corr correr corrio corri
  beb beber bebio bebi
  vend vender vendio vendi
  entend entender entendio entiendo entiende
  cre creer creo crees creyo crei
  deb deber debo debes
  crec crecer crecio creci crezco
  doler duele duelen dolio dolor
  recomend recomendar recomiendo recomiende recommend recommended recommends recommendation recommendations
  casar boda bodas casarse casarme casamiento matrimonio

  january enero jan
  february febrero feb
  march marzo
  april abril
  may mayo
  june junio
  july julio
  august agosto
  september septiembre setiembre sept
  october octubre
  november noviembre
  december diciembre
  monday lunes
  tuesday martes
  wednesday miercoles
  thursday jueves
  friday viernes
  saturday sabado
  sunday domingo
`;

/**
 * Irregular English and Spanish forms → the one they are looked up under, and the names of months and days of
 * both languages joined, so that a date written in one is found from the other.
 */
export const irregularForms: ReadonlyMap<string, string> = new Map(
  families.split('\n').flatMap((line) => {
    const [head = '', ...rest] = line.trim().split(' ');
    return head === '' ? [] : [head, ...rest].map((form) => [form, head] as const);
  }),
);
