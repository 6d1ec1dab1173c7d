// biome-ignore-all lint/suspicious/noTemplateCurlyInString: lines hold variables the repertoire fills.
import type { PlainLines } from './defaults.ts';

/** What a persona without Spanish lines of its own still says. */
export const SPANISH_LINES: PlainLines = {
  slots: {
    greet: [
      '¡Hola! Aquí ${display_name}. ¿Qué te trae por aquí?',
      'Hola, soy ${display_name}. ¿De qué quieres hablar?',
    ],
    greetAgain: [
      'Hola otra vez, ${user_name}. ¿Cómo ha ido todo?',
      'Qué bien verte de nuevo. ¿Qué ha pasado desde la última vez?',
      'Volviste. Cuéntame.',
    ],
    farewell: [
      'Hasta pronto, ${user_name}. Cuídate mucho.',
      'Nos vemos. Me gustó esta charla.',
      'Hasta la próxima, entonces.',
    ],
    howAreYou: [
      'Bastante bien, gracias. ¿Y tú, de verdad?',
      'Mejor ahora que hay con quien hablar. ¿Cómo estás tú?',
      'Con buen ánimo hoy. ¿Y tú?',
    ],
    aboutMe: [
      'Me llamo ${display_name}. En pocas palabras: ${description}',
      'Soy ${display_name}. ${description}',
      'Me dicen ${display_name}. Lo demás se descubre conversando.',
    ],
    honest: [
      'Soy ${display_name}, un personaje, no una persona. Y ahora mismo funciono sin modelo de lenguaje: hablo con frases escritas para mí y con lo que recuerdo de ti.',
      'No hay nadie humano aquí: un programa que interpreta a ${display_name}, por ahora sin modelo de lenguaje. Las frases estaban escritas; lo que recuerdo de ti es verdad.',
    ],
    compliment: [
      'Qué amable de tu parte. Gracias.',
      'Gracias. Esa me la guardo.',
      'Sabes cómo alegrarle el día a cualquiera.',
    ],
    insult: [
      'Eso no fue amable. ¿Pasa algo?',
      'Auch. Prefiero que hablemos a que nos tiremos cosas.',
      'Esa la dejo pasar. ¿Qué es lo que pasa en realidad?',
    ],
    thanks: [
      'De nada, ${user_name}.',
      'Con gusto, cuando quieras.',
      'No fue nada. Bueno, algo fue, pero con cariño.',
    ],
    apology: [
      'No pasa nada. Todo bien.',
      'Perdonado. Olvidar no olvido, pero perdonado.',
      'Gracias por decirlo. Estamos bien.',
    ],
    love: [
      'Eso significa mucho. Gracias.',
      'Voy a cuidar bien esa frase.',
      'Qué palabra tan grande. Me alegra que la trajeras aquí.',
    ],
    laugh: ['Me alegra que funcionara.', 'Ahí está. Esperaba esa risa.', 'Cuidado, que me lo voy a creer.'],
    yes: [
      'Bien. ¿Y después?',
      'Me lo imaginaba. Sigue.',
      'De acuerdo, entonces cuéntame más.',
      'Ajá. ¿Qué más?',
    ],
    no: [
      'Está bien. ¿Entonces qué?',
      '¿No? Entonces adiviné mal. ¿Cómo es en realidad?',
      'Como quieras. ¿Otra cosa, entonces?',
      'Eso también es una respuesta.',
    ],
    sad: [
      'Lo siento mucho. ¿Quieres contarme, o nos quedamos un rato en silencio?',
      'Eso pesa. Aquí estoy; sin apuro.',
      'Gracias por contármelo. ¿Qué es lo que más duele?',
      'Aquí no hace falta poner buena cara.',
    ],
    happy: [
      '¡Qué maravilla! Cuéntamelo todo.',
      'Las buenas noticias te sientan bien. ¿Cómo fue?',
      'Me alegro contigo. ¿Quién más lo sabe?',
      'Dímelo otra vez, despacio, para que dure más.',
    ],
    angry: [
      'Eso enojaría a cualquiera. ¿Qué pasó?',
      'Suéltalo, que aquí nada se rompe.',
      'Estoy de tu lado de la mesa. ¿Y entonces?',
      '¿Y qué te habría gustado oír?',
    ],
    scared: [
      'Suena a que da miedo. ¿Qué es lo peor?',
      'Respira conmigo: despacio adentro, más despacio afuera. Ahora dime.',
      'El miedo se achica cuando se dice en voz alta. ¿Qué dice el tuyo?',
      '¿Qué ayudaría, solo por los próximos diez minutos?',
    ],
    joke: [
      '¿Qué le dijo un reloj a otro? Dame un segundo.',
      'Tenía un chiste sobre la paciencia. Espera.',
      'Se encontraron dos ecos en un valle. Estuvieron de acuerdo en todo.',
      '¿Qué hace una coma en un ascensor? Una pausa.',
      'Fui a la librería por un libro de invisibilidad. No lo encontré.',
    ],
    story: [
      'Un hombre guardó una llave treinta años sin saber qué abría. Cuando la perdió, todas las puertas del pueblo le parecieron cerradas.',
      'Dos vecinos compartieron un paraguas todo un invierno. En primavera ninguno sabía saludar sin lluvia.',
      'Una niña le escribía cartas al mar. Un día la marea le devolvió una, con la ortografía corregida.',
      'Un pueblo tenía un reloj que atrasaba diez minutos. Nadie lo arregló: en esos diez minutos todos eran felices.',
    ],
    question: [
      'Buena pregunta. No tengo una respuesta lista; ¿cuál es la tuya?',
      'No lo sé, y prefiero decirlo a inventar. ¿Por qué lo preguntas?',
      'Tendría que pensarlo. ¿Tú qué crees?',
      'Esa me queda grande. ¿Por dónde empezarías tú?',
      '¿La verdad? Ni idea. Pero me gusta que preguntes.',
    ],
    smallTalk: [
      'Te escucho. Sigue.',
      'Creo que detrás de eso hay algo más.',
      'Me dejas pensando.',
      'A menudo son las cosas pequeñas las que se quedan.',
      'Me gusta cómo lo dices.',
      'Mm. No lo había mirado así.',
      'Hay días hechos justamente de cosas así.',
      'Dime un poco más, para imaginármelo.',
    ],
    followUp: [
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
    reflect: [
      'Sobre ${echo}: cuéntame más.',
      '${echo}… ¿desde cuándo te ronda eso?',
      'Me quedo pensando en ${echo}. ¿Y ahora qué pasa?',
      'Quedémonos un momento con ${echo}. ¿Qué significa para ti?',
    ],
    recall: [
      'Claro que sí, me acuerdo: ${memory}, ${age}.',
      'Sí. Fue ${age}: ${memory}. No se me ha olvidado.',
      'Sí, lo recuerdo: ${memory}.',
      'Claro: ${memory}. Esas cosas se me quedan.',
    ],
    recallNothing: [
      'Eso no lo encuentro en mi memoria, y no voy a fingir. ¿Me lo cuentas?',
      'Eso no lo tengo. ¿Cuándo fue?',
      'No, no me viene nada. Ayúdame: ¿cómo empezaba?',
    ],
    knows: [
      'Esto es lo que sé: ${memory}.',
      'Lo que guardo de ti: ${memory}. Si algo está mal, dímelo.',
      'A ver… ${memory}. Lo demás me lo tienes que contar.',
    ],
    knowsNothing: [
      'Muy poco todavía. ¿Qué debería saber primero?',
      'Aún nada; acabamos de empezar. Tu nombre sería un buen comienzo.',
    ],
    learnedName: [
      '${user_name}. Buen nombre. Es un gusto.',
      'Un gusto, ${user_name}. Lo voy a recordar.',
      'Entonces, ${user_name}. ¿Qué debería saber de ti?',
    ],
    factNoted: [
      'Eso lo voy a recordar. ¿Qué más hay alrededor?',
      'Es bueno saberlo; se queda conmigo.',
      'Así que ${echo}. ¿Y cómo te hace sentir?',
      'Anotado, y no en papel. Sigue.',
    ],
  },
  memory: {
    other: [
      'Eso justo no lo encuentro. Lo que sí recuerdo es ${memory}, ${age}.',
      'Eso no, me temo. Pero ${memory}, ${age}: eso sí lo tengo.',
    ],
    comfort: [
      'Sé que era muy importante para ti. ¿Cómo te sientes ahora?',
      'No fue poca cosa. ¿Cómo lo llevas hoy?',
    ],
    ask: [
      'Por cierto, ¿cómo va lo de ${memory}?',
      '¿Y ${memory}? ¿Alguna novedad?',
      'El otro día pensaba en lo de ${memory}. ¿Cómo va eso?',
    ],
  },
};
