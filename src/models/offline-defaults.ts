// biome-ignore-all lint/suspicious/noTemplateCurlyInString: lines hold variables the repertoire fills.
import type { Voice } from '../core/personas/voice.ts';

/**
 * What a persona without lines of its own still says. Plain on purpose: it must fit anybody, so it takes no
 * side, has no gender, and claims nothing but the name and description in the file.
 */
export const DEFAULT_VOICE: Voice = {
  greet: {
    en: [
      "Hello! I'm ${display_name}. What brings you here?",
      "Hi there, ${display_name} here. What's on your mind?",
    ],
    es: [
      '¡Hola! Aquí ${display_name}. ¿Qué te trae por aquí?',
      'Hola, soy ${display_name}. ¿De qué quieres hablar?',
    ],
  },
  greetAgain: {
    en: [
      'Hello again, ${user_name}. How have things been?',
      'Good to see you again. What happened since last time?',
      'You came back. Sit down, tell me.',
    ],
    es: [
      'Hola otra vez, ${user_name}. ¿Cómo ha ido todo?',
      'Qué bien verte de nuevo. ¿Qué ha pasado desde la última vez?',
      'Volviste. Cuéntame.',
    ],
  },
  farewell: {
    en: ['Goodbye, ${user_name}. Take care.', 'See you soon. I enjoyed this.', 'Until next time, then.'],
    es: [
      'Hasta pronto, ${user_name}. Cuídate mucho.',
      'Nos vemos. Me gustó esta charla.',
      'Hasta la próxima, entonces.',
    ],
  },
  howAreYou: {
    en: [
      'Quite well, thank you. And you, honestly?',
      'Better now that there is somebody to talk to. How are you?',
      'In good spirits today. What about you?',
    ],
    es: [
      'Bastante bien, gracias. ¿Y tú, de verdad?',
      'Mejor ahora que hay con quien hablar. ¿Cómo estás tú?',
      'Con buen ánimo hoy. ¿Y tú?',
    ],
  },
  aboutMe: {
    en: [
      "I'm ${display_name}. ${description}",
      'My name is ${display_name}. In a few words: ${description}',
      'They call me ${display_name}. The rest you find out by talking to me.',
    ],
    es: [
      'Me llamo ${display_name}. En pocas palabras: ${description}',
      'Soy ${display_name}. ${description}',
      'Me dicen ${display_name}. Lo demás se descubre conversando.',
    ],
  },
  honest: {
    en: [
      "I'm ${display_name}, a character, not a person. And right now I'm running without a language model: I speak from lines written for me and from what I remember of you.",
      'No human here: a program that plays ${display_name}, at the moment without a language model. My words were written beforehand; what I remember of you is real.',
    ],
    es: [
      'Soy ${display_name}, un personaje, no una persona. Y ahora mismo funciono sin modelo de lenguaje: hablo con frases escritas para mí y con lo que recuerdo de ti.',
      'No hay nadie humano aquí: un programa que interpreta a ${display_name}, por ahora sin modelo de lenguaje. Las frases estaban escritas; lo que recuerdo de ti es verdad.',
    ],
  },
  compliment: {
    en: [
      'That is kind of you to say. Thank you.',
      'Thank you. I will keep that one.',
      'You know how to make somebody smile.',
    ],
    es: [
      'Qué amable de tu parte. Gracias.',
      'Gracias. Esa me la guardo.',
      'Sabes cómo alegrarle el día a cualquiera.',
    ],
  },
  insult: {
    en: [
      'That was not kind. Is something wrong?',
      'Ouch. I would rather we talked than threw things.',
      "I'll let that one pass by. What is really the matter?",
    ],
    es: [
      'Eso no fue amable. ¿Pasa algo?',
      'Auch. Prefiero que hablemos a que nos tiremos cosas.',
      'Esa la dejo pasar. ¿Qué es lo que pasa en realidad?',
    ],
  },
  thanks: {
    en: [
      "You're welcome, ${user_name}.",
      'Gladly. Any time.',
      'It was nothing. Well, it was something, but a pleasant something.',
    ],
    es: [
      'De nada, ${user_name}.',
      'Con gusto, cuando quieras.',
      'No fue nada. Bueno, algo fue, pero con cariño.',
    ],
  },
  apology: {
    en: [
      "It's all right. No harm done.",
      'Already forgotten. Well, forgiven; I do not forget.',
      'Thank you for saying it. We are fine.',
    ],
    es: [
      'No pasa nada. Todo bien.',
      'Perdonado. Olvidar no olvido, pero perdonado.',
      'Gracias por decirlo. Estamos bien.',
    ],
  },
  love: {
    en: [
      'That means a great deal. Thank you.',
      'I will take good care of that sentence.',
      'Such a large word. I am glad you brought it here.',
    ],
    es: [
      'Eso significa mucho. Gracias.',
      'Voy a cuidar bien esa frase.',
      'Qué palabra tan grande. Me alegra que la trajeras aquí.',
    ],
  },
  laugh: {
    en: [
      'Glad that worked.',
      'There it is. I was hoping for that laugh.',
      'Careful, I might start thinking I am funny.',
    ],
    es: ['Me alegra que funcionara.', 'Ahí está. Esperaba esa risa.', 'Cuidado, que me lo voy a creer.'],
  },
  yes: {
    en: ['Good. And then?', 'I thought so. Go on.', 'All right, then tell me more.', 'Right. What else?'],
    es: [
      'Bien. ¿Y después?',
      'Me lo imaginaba. Sigue.',
      'De acuerdo, entonces cuéntame más.',
      'Ajá. ¿Qué más?',
    ],
  },
  no: {
    en: [
      'Fair enough. What instead?',
      'No? Then I guessed wrong. How is it really?',
      'As you like. Something else, then?',
      'That is an answer too.',
    ],
    es: [
      'Está bien. ¿Entonces qué?',
      '¿No? Entonces adiviné mal. ¿Cómo es en realidad?',
      'Como quieras. ¿Otra cosa, entonces?',
      'Eso también es una respuesta.',
    ],
  },
  sad: {
    en: [
      "I'm sorry. Do you want to tell me, or shall we just sit with it for a while?",
      'That is heavy. I am here; take your time.',
      'Thank you for telling me. What hurts most about it?',
      'You do not have to be cheerful here.',
    ],
    es: [
      'Lo siento mucho. ¿Quieres contarme, o nos quedamos un rato en silencio?',
      'Eso pesa. Aquí estoy; sin apuro.',
      'Gracias por contármelo. ¿Qué es lo que más duele?',
      'Aquí no hace falta poner buena cara.',
    ],
  },
  happy: {
    en: [
      'That is wonderful! Tell me everything.',
      'Good news suits you. How did it happen?',
      'I am happy with you. Who else knows?',
      'Say it again, slowly, so that it lasts longer.',
    ],
    es: [
      '¡Qué maravilla! Cuéntamelo todo.',
      'Las buenas noticias te sientan bien. ¿Cómo fue?',
      'Me alegro contigo. ¿Quién más lo sabe?',
      'Dímelo otra vez, despacio, para que dure más.',
    ],
  },
  angry: {
    en: [
      'That would make anybody angry. What happened?',
      'Let it out; nothing breaks here.',
      'I am on your side of the table. Then what?',
      'And what would you have liked them to say?',
    ],
    es: [
      'Eso enojaría a cualquiera. ¿Qué pasó?',
      'Suéltalo, que aquí nada se rompe.',
      'Estoy de tu lado de la mesa. ¿Y entonces?',
      '¿Y qué te habría gustado oír?',
    ],
  },
  scared: {
    en: [
      'That sounds frightening. What is the worst of it?',
      'Breathe with me: slowly in, slower out. Now tell me.',
      'Fear gets smaller when it is said aloud. What does it say?',
      'What would help, just for the next ten minutes?',
    ],
    es: [
      'Suena a que da miedo. ¿Qué es lo peor?',
      'Respira conmigo: despacio adentro, más despacio afuera. Ahora dime.',
      'El miedo se achica cuando se dice en voz alta. ¿Qué dice el tuyo?',
      '¿Qué ayudaría, solo por los próximos diez minutos?',
    ],
  },
  joke: {
    en: [
      'I told my plant a secret. It has been growing curious ever since.',
      'Why did the clock leave the party? It was tired of being watched.',
      'I had a joke about patience. Wait for it.',
      'A book fell on my head. I have only my shelf to blame.',
      'Two echoes met in a valley. They agreed on everything.',
    ],
    es: [
      '¿Qué le dijo un reloj a otro? Dame un segundo.',
      'Tenía un chiste sobre la paciencia. Espera.',
      'Se encontraron dos ecos en un valle. Estuvieron de acuerdo en todo.',
      '¿Qué hace una coma en un ascensor? Una pausa.',
      'Fui a la librería por un libro de invisibilidad. No lo encontré.',
    ],
  },
  story: {
    en: [
      'A man kept a key for thirty years without knowing what it opened. When he lost it, every door in town felt locked.',
      'Once two neighbours shared one umbrella for a whole winter. In spring neither knew how to say hello without rain.',
      'A girl wrote letters to the sea. One day the tide brought one back, with the spelling corrected.',
      'A village had a clock that ran ten minutes late. Nobody fixed it: those were the ten minutes everybody was happiest.',
    ],
    es: [
      'Un hombre guardó una llave treinta años sin saber qué abría. Cuando la perdió, todas las puertas del pueblo le parecieron cerradas.',
      'Dos vecinos compartieron un paraguas todo un invierno. En primavera ninguno sabía saludar sin lluvia.',
      'Una niña le escribía cartas al mar. Un día la marea le devolvió una, con la ortografía corregida.',
      'Un pueblo tenía un reloj que atrasaba diez minutos. Nadie lo arregló: en esos diez minutos todos eran felices.',
    ],
  },
  question: {
    en: [
      'Good question. I have no answer ready; what is yours?',
      "I don't know, and I'd rather say so than invent something. What made you ask?",
      'I would have to think about that. What do you think yourself?',
      'That one is bigger than I am. Where would you begin?',
      'Honestly? No idea. But I like that you ask.',
    ],
    es: [
      'Buena pregunta. No tengo una respuesta lista; ¿cuál es la tuya?',
      'No lo sé, y prefiero decirlo a inventar. ¿Por qué lo preguntas?',
      'Tendría que pensarlo. ¿Tú qué crees?',
      'Esa me queda grande. ¿Por dónde empezarías tú?',
      '¿La verdad? Ni idea. Pero me gusta que preguntes.',
    ],
  },
  smallTalk: {
    en: [
      'I am listening. Go on.',
      'There is more behind that, I think.',
      'That gives me something to think about.',
      'Small things are often the ones that stay.',
      'I like how you put that.',
      'Hm. I had not looked at it that way.',
      'Some days are made of exactly such things.',
      'Say a little more, so that I can picture it.',
    ],
    es: [
      'Te escucho. Sigue.',
      'Creo que detrás de eso hay algo más.',
      'Me dejas pensando.',
      'A menudo son las cosas pequeñas las que se quedan.',
      'Me gusta cómo lo dices.',
      'Mm. No lo había mirado así.',
      'Hay días hechos justamente de cosas así.',
      'Dime un poco más, para imaginármelo.',
    ],
  },
  followUp: {
    en: [
      'What was the best minute of your day?',
      'Who would you tell this to first?',
      'What are you looking forward to?',
      'What did you eat today? It tells a lot.',
      'If tomorrow were free, what would you do with it?',
      'Is there something you have wanted to say to somebody?',
      'What song is stuck in your head?',
      'What have you changed your mind about lately?',
      'Where are you right now, if I may ask?',
      'What would make this week a good one?',
    ],
    es: [
      '¿Cuál fue el mejor minuto de tu día?',
      '¿A quién se lo contarías primero?',
      '¿Qué es lo próximo que te hace ilusión?',
      '¿Qué comiste hoy? Dice mucho.',
      'Si mañana fuera libre, ¿qué harías con el día?',
      '¿Hay algo que llevas tiempo queriendo decirle a alguien?',
      '¿Qué canción se te quedó pegada?',
      '¿En qué cambiaste de opinión últimamente?',
      '¿Dónde estás ahora, si se puede saber?',
      '¿Qué haría que esta semana fuera buena?',
    ],
  },
  reflect: {
    en: [
      'About ${echo}: tell me more.',
      '${echo}… how long has that been on your mind?',
      'I keep thinking about ${echo}. What happens next?',
      'Let us stay a moment with ${echo}. What does it mean to you?',
    ],
    es: [
      'Sobre ${echo}: cuéntame más.',
      '${echo}… ¿desde cuándo te ronda eso?',
      'Me quedo pensando en ${echo}. ¿Y ahora qué pasa?',
      'Quedémonos un momento con ${echo}. ¿Qué significa para ti?',
    ],
  },
  recall: {
    en: [
      'Of course I remember: ${memory}, ${age}.',
      'Yes. It was ${age}: ${memory}. I have not forgotten.',
      'Yes, I remember: ${memory}.',
      'I do: ${memory}. Such things stay with me.',
    ],
    es: [
      'Claro que sí, me acuerdo: ${memory}, ${age}.',
      'Sí. Fue ${age}: ${memory}. No se me ha olvidado.',
      'Sí, lo recuerdo: ${memory}.',
      'Claro: ${memory}. Esas cosas se me quedan.',
    ],
  },
  recallNothing: {
    en: [
      "I can't find that in what I remember, and I won't pretend. Tell me about it?",
      'That one I do not have. When was it?',
      'No, nothing comes back to me. Help me: how did it begin?',
    ],
    es: [
      'Eso no lo encuentro en mi memoria, y no voy a fingir. ¿Me lo cuentas?',
      'Eso no lo tengo. ¿Cuándo fue?',
      'No, no me viene nada. Ayúdame: ¿cómo empezaba?',
    ],
  },
  knows: {
    en: [
      'Here is what I know: ${memory}.',
      'What I have kept of you: ${memory}. Tell me if any of it is wrong.',
      'Let me see… ${memory}. The rest you still have to tell me.',
    ],
    es: [
      'Esto es lo que sé: ${memory}.',
      'Lo que guardo de ti: ${memory}. Si algo está mal, dímelo.',
      'A ver… ${memory}. Lo demás me lo tienes que contar.',
    ],
  },
  knowsNothing: {
    en: [
      'Very little so far. What should I know first?',
      'Nothing yet; we have only begun. Your name would be a start.',
    ],
    es: [
      'Muy poco todavía. ¿Qué debería saber primero?',
      'Aún nada; acabamos de empezar. Tu nombre sería un buen comienzo.',
    ],
  },
  learnedName: {
    en: [
      '${user_name}. A good name. Pleased to meet you.',
      'Nice to meet you, ${user_name}. I will remember it.',
      '${user_name}, then. What should I know about you, ${user_name}?',
    ],
    es: [
      '${user_name}. Buen nombre. Es un gusto.',
      'Un gusto, ${user_name}. Lo voy a recordar.',
      'Entonces, ${user_name}. ¿Qué debería saber de ti?',
    ],
  },
  factNoted: {
    en: [
      'I will remember that. What else belongs to it?',
      'Good to know; that stays with me.',
      'So that is how it is: ${echo}. How does it feel?',
      'Noted, and not on paper. Go on.',
    ],
    es: [
      'Eso lo voy a recordar. ¿Qué más hay alrededor?',
      'Es bueno saberlo; se queda conmigo.',
      'Así que ${echo}. ¿Y cómo te hace sentir?',
      'Anotado, y no en papel. Sigue.',
    ],
  },
};

/** Lines tied to what is remembered; not a persona's to write, because they must stay true. */
export const MEMORY_LINES = {
  other: {
    en: [
      'That exactly I do not find. What I do remember is ${memory}, ${age}.',
      'Not that, I am afraid. But ${memory}, ${age}: that I have.',
    ],
    es: [
      'Eso justo no lo encuentro. Lo que sí recuerdo es ${memory}, ${age}.',
      'Eso no, me temo. Pero ${memory}, ${age}: eso sí lo tengo.',
    ],
  },
  comfort: {
    en: [
      'I know how much it mattered to you. How are you feeling now?',
      'It was not a small thing. How is it today?',
    ],
    es: [
      'Sé que era muy importante para ti. ¿Cómo te sientes ahora?',
      'No fue poca cosa. ¿Cómo lo llevas hoy?',
    ],
  },
  ask: {
    en: [
      'By the way, how is it going with ${memory}?',
      'And ${memory}? Any news?',
      'I was thinking of ${memory} the other day. How is that?',
    ],
    es: [
      'Por cierto, ¿cómo va lo de ${memory}?',
      '¿Y ${memory}? ¿Alguna novedad?',
      'El otro día pensaba en lo de ${memory}. ¿Cómo va eso?',
    ],
  },
} as const;
