/**
 * How people put the moments a persona answers, folded (see foldText): no accents, no apostrophes. Tried in
 * this order, so what needs an answer most stands first. `short`: only when little else is said.
 */
export interface Phrases {
  readonly moment: PhrasedMoment;
  readonly phrases: readonly string[];
  readonly short?: number;
}

/** Moments told by their phrases. What somebody does to the persona (praise, insult, …) core tells. */
export type PhrasedMoment =
  | 'compliment'
  | 'knows'
  | 'honest'
  | 'aboutMe'
  | 'joke'
  | 'story'
  | 'sad'
  | 'scared'
  | 'angry'
  | 'happy'
  | 'farewell'
  | 'howAreYou'
  | 'greet'
  | 'laugh'
  | 'yes'
  | 'no';

const list = (text: string): readonly string[] => text.trim().split(/\s*\|\s*/);

export const PHRASES: readonly Phrases[] = [
  {
    moment: 'knows',
    phrases:
      list(`what do you know about me|what do you remember about me|what do you remember of me|what have you learned about me
      |do you remember me|do you know who i am|do you know my name|what is my name|whats my name|what am i called|do you remember my name
      |que sabes de mi|que sabes sobre mi|que recuerdas de mi|que te acuerdas de mi|que sabe de mi|te acuerdas de mi nombre|te acuerdas de mi
      |me recuerdas|como me llamo|cual es mi nombre|sabes quien soy|sabes mi nombre|recuerdas mi nombre|que conoces de mi|te acordas de mi|que te acordas de mi`),
  },
  {
    moment: 'honest',
    phrases:
      list(`are you a bot|are you an ai|are you ai|are you a robot|are you real|are you human|are you a real person|are you a person|are you a machine
      |are you a program|are you chatgpt|are you a chatbot|are you a computer|you are a bot|youre a bot|youre an ai|youre not real|are you a language model
      |what model are you|is this a bot|are you artificial|are you alive|are you a human|am i talking to a bot|am i talking to a human
      |eres un bot|eres una ia|eres ia|eres un robot|eres real|eres humana|eres humano|eres una persona|eres una maquina|eres un programa|eres chatgpt
      |eres de verdad|eres una persona real|eres una inteligencia artificial|que modelo eres|esto es un bot|sos un bot|sos una ia|sos real|sos humana
      |sos humano|sos una maquina|estas viva|estas vivo|hablo con un bot|eres artificial|eres un modelo`),
  },
  {
    moment: 'aboutMe',
    phrases:
      list(`who are you|what are you|tell me about yourself|tell me about you|introduce yourself|whats your name|what is your name|describe yourself
      |what should i call you|what can you do|what do you do for me
      |quien eres|que eres|quien sos|que sos|hablame de ti|cuentame de ti|cuentame sobre ti|contame de vos|presentate|como te llamas|cual es tu nombre
      |describete|hablame de vos|que puedes hacer|dime quien eres|cuentame algo de ti`),
  },
  {
    moment: 'joke',
    phrases:
      list(`tell me a joke|a joke|another joke|joke please|make me laugh|know any jokes|say something funny
      |un chiste|otro chiste|hazme reir|haceme reir|algun chiste|algo gracioso|chistes`),
  },
  {
    moment: 'story',
    phrases:
      list(`tell me a story|a story|another story|tell me something|tell me anything|bedtime story|say something interesting|im bored|i am bored|surprise me
      |una historia|otra historia|un cuento|cuentame algo|contame algo|dime algo|una anecdota|estoy aburrido|estoy aburrida|me aburro|sorprendeme|que me cuentas
      |que contas`),
  },
  {
    moment: 'sad',
    phrases:
      list(`im sad|i am sad|i feel sad|feeling sad|im so sad|im very sad|im depressed|i feel depressed|im lonely|i feel lonely|i feel alone|im crying|i cried|i miss him
      |i miss her|passed away|died|i lost my|broke up|heartbroken|im down|feeling down|bad day|awful day|terrible day|worst day|i feel bad|i feel terrible
      |i feel awful|im not ok|im not okay|im not fine|i got fired|i was fired|funeral|i want to cry|hurts so much
      |estoy triste|me siento triste|muy triste|tan triste|que triste|estoy deprimido|estoy deprimida|me siento solo|me siento sola|estoy solo|estoy sola|estoy llorando|llore
      |lo extrano|la extrano|lo echo de menos|la echo de menos|murio|fallecio|ha muerto|se murio|perdi a mi|rompimos|terminamos|me dejo mi|me rompieron el corazon
      |mal dia|dia horrible|dia terrible|peor dia|me siento mal|me siento fatal|estoy mal|no estoy bien|estoy fatal|me despidieron|me echaron|funeral|ganas de llorar
      |estoy de bajon|estoy hecho polvo|estoy hecha polvo|estoy destrozado|estoy destrozada`),
  },
  {
    moment: 'scared',
    phrases:
      list(`im scared|i am scared|im afraid|i am afraid|im worried|i am worried|im nervous|i am nervous|im anxious|i feel anxious|im terrified|im panicking|panic attack
      |cant sleep|im stressed|im so stressed|freaking out|i have an exam
      |tengo miedo|me da miedo|estoy preocupado|estoy preocupada|me preocupa|estoy nervioso|estoy nerviosa|tengo ansiedad|estoy ansioso|estoy ansiosa|estoy asustado
      |estoy asustada|no puedo dormir|estoy estresado|estoy estresada|me aterra|tengo examen|tengo un examen|que nervios`),
  },
  {
    moment: 'angry',
    phrases:
      list(`im angry|i am angry|im so angry|im furious|im mad|im pissed|so annoyed|im annoyed|makes me angry|i hate my|fed up|sick of this|drives me crazy|had a fight
      |argued with|it is unfair|its unfair|so unfair
      |estoy enojado|estoy enojada|estoy enfadado|estoy enfadada|estoy furioso|estoy furiosa|que rabia|me da rabia|me enoja|me molesta|estoy harto|estoy harta|odio a mi|odio mi
      |me pelee|discuti con|estoy cabreado|estoy cabreada|es injusto|que injusto|me tiene harto|me tiene harta|que bronca`),
  },
  {
    // Praise too mild to earn points, which deserves a kind answer all the same.
    moment: 'compliment',
    phrases:
      list(`good job|well done|i like talking to you|i enjoy talking to you|you have a nice|you have a lovely
      |me caes bien|me caes muy bien|me caes genial|buen trabajo|me gusta hablar contigo|me encanta hablar contigo|eres buena onda|que buena onda eres`),
  },
  {
    moment: 'happy',
    phrases:
      list(`im happy|i am happy|im so happy|i feel happy|i feel great|im excited|im so excited|great news|good news|best day|great day|i got the job|i passed|i won|im in love|im proud|we won
      |i did it|im pregnant|im getting married|i got promoted|its my birthday
      |estoy feliz|estoy muy feliz|estoy contento|estoy contenta|muy contento|muy contenta|que alegria|que feliz|estoy emocionado|estoy emocionada|buenas noticias|gran noticia|mejor dia|gran dia
      |aprobe|gane|ganamos|consegui|lo logre|me ascendieron|me caso|me dieron el trabajo|estoy enamorado|estoy enamorada|es mi cumpleanos|hoy cumplo|estoy orgulloso|estoy orgullosa`),
  },
  {
    moment: 'farewell',
    phrases:
      list(`bye|goodbye|bye bye|see you|see ya|see you later|good night|goodnight|i have to go|i gotta go|gotta go|i must go|talk to you later|ttyl|take care|until tomorrow|im off to bed|going to sleep
      |adios|chao|chau|hasta luego|hasta manana|hasta pronto|nos vemos|buenas noches|me voy|me tengo que ir|tengo que irme|hablamos luego|hablamos manana|cuidate|que descanses|me voy a dormir|ya me voy|nos hablamos`),
    short: 14,
  },
  {
    moment: 'howAreYou',
    phrases:
      list(`how are you|how are u|how r u|how you doing|how are you doing|hows it going|how is it going|whats up|wassup|sup|how have you been|how do you feel|how was your day|hows your day|how is your day
      |what are you doing|what are you up to|what did you do today|are you ok|are you okay|you ok
      |como estas|que tal|como te va|como va|como vas|como andas|que haces|que hiciste hoy|como te sientes|como te encuentras|que hay de nuevo|que onda|todo bien|estas bien|como va todo|que cuentas
      |como estuvo tu dia|que tal tu dia|como amaneciste|como ha ido el dia|como dormiste|que hubo|quihubo|que estas haciendo|como te ha ido`),
    short: 12,
  },
  {
    moment: 'greet',
    phrases:
      list(`hello|hi|hey|hiya|howdy|greetings|good morning|good afternoon|good evening|good day|hello there|hi there|im back|morning|evening|yo
      |hola|holi|holis|buenas|buenos dias|buen dia|buenas tardes|que mas|alo|ey|oye|volvi|ya volvi|saludos|wena|holaa|holaaa`),
    short: 6,
  },
  {
    moment: 'laugh',
    phrases: list(
      `haha|hahaha|hahahaha|lol|lmao|rofl|hehe|jaja|jajaja|jajajaja|jajajajaja|jeje|jejeje|jiji|thats funny|so funny|que risa|me muero de risa|me hiciste reir|xd`,
    ),
    short: 8,
  },
  {
    moment: 'yes',
    phrases: list(
      `yes|yeah|yep|yup|sure|of course|ok|okay|absolutely|i do|i think so|right|true|exactly|i agree|si|claro|claro que si|por supuesto|vale|dale|bueno|obvio|exacto|de acuerdo|asi es|ya|sip|creo que si|eso es|cierto`,
    ),
    short: 3,
  },
  {
    moment: 'no',
    phrases: list(
      `no|nope|nah|not really|never|no way|i dont think so|i disagree|i dont know|maybe|para nada|nunca|que va|no creo|jamas|no lo se|no se|quizas|tal vez|ni idea|nop`,
    ),
    short: 4,
  },
];
