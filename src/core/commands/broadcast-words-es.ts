import type { broadcastEnglish } from './broadcast-words-en.ts';

export const broadcastSpanish: typeof broadcastEnglish = {
  what: '¿Qué anuncio? Escríbelo tras el comando: /anuncio La noche de juegos pasa al viernes. Lo ves antes de que salga.',
  tooLong: (length, limit) => `Eso tiene ${length} caracteres; un anuncio puede tener ${limit}.`,
  counted: (places, quiet, optedOut, rested) =>
    [
      `Esto llegaría a ${places === 1 ? '1 lugar' : `${places} lugares`}`,
      ...(quiet === 0 ? [] : [`${quiet} ahora en horas de silencio`]),
      ...(rested === 0
        ? []
        : [`${rested} ya ${rested === 1 ? 'tuvo uno' : 'tuvieron uno'} esta semana y no más`]),
      ...(optedOut === 0 ? [] : [`${optedOut} no ${optedOut === 1 ? 'quiere' : 'quieren'} anuncios`]),
    ].join(', '),
  personasKnow: 'Las personas lo sabrán.',
  toSend: (id, minutes) =>
    `Aún no sale nada. Para enviarlo: /anuncio enviar ${id} · para dejarlo: /anuncio cancelar ${id} (espera ${minutes} minutos)`,
  waits: (minutes) => `No sale nada hasta que lo digas; espera ${minutes} minutos.`,
  send: 'Enviar',
  cancel: 'Cancelar',
  status: 'Cómo va',
  confirmed: (id) => `Está en camino. /anuncio estado ${id} dice cómo va.`,
  cancelled: 'Cancelado: no sale nada más.',
  unknown: (id) => `Aquí no hay ningún anuncio ${id}, o esperó demasiado.`,
  over: (state) => `Ese anuncio ya está ${state}.`,
  none: 'Aquí aún no se ha anunciado nada.',
  row: (id, state, age, beginning) => `**${beginning}** \`${id}\` ${state}, ${age}`,
  states: {
    draft: 'a la espera de tu palabra',
    confirmed: 'a punto de salir',
    sending: 'saliendo',
    done: 'enviado',
    cancelled: 'cancelado',
    expired: 'caducado',
  },
  targets: {
    waiting: 'en espera',
    sending: 'saliendo',
    sent: 'enviados',
    skipped: 'omitidos',
    failed: 'fallidos',
    unknown: 'quizá enviados',
  },
  reasons: {
    'opted out': 'no quieren anuncios',
    weekly: 'ya tuvieron uno esta semana',
    gone: 'ya no se llega allí',
    quiet: 'horas de silencio',
    expired: 'demasiado tarde',
    refused: 'rechazado por la plataforma',
    unreachable: 'se intentará otra vez',
  },
  notice: (command) =>
    `(Un anuncio de quien lleva Kith aquí.${command === undefined ? '' : ` ${command}: menos como este.`})`,
  less: 'Menos como este',
  subscribed: {
    on: 'Aquí llegan anuncios.',
    weekly: 'Aquí llegan anuncios, como mucho uno por semana.',
    off: 'Aquí no llegan anuncios.',
    gone: 'Aquí no llegan anuncios: la plataforma ya no me dejaba escribir aquí.',
  },
  quietHours: (hours) => `No llega ninguno entre las ${hours}; esperan a que pasen.`,
  noQuietHours: 'No hay horas de silencio.',
  quietHow: 'Horas y zona horaria, así: /anuncios silencio 22-8 Europe/Madrid (o: silencio off)',
  lessWeekly: 'Desde ahora llega aquí como mucho uno por semana. Otra vez, y ninguno.',
  subscribe: 'Que lleguen aquí',
  unsubscribe: 'Ninguno',
  quiet: 'Horas de silencio',
  how: '/anuncios on · /anuncios off · /anuncios silencio 22-8 Europe/Madrid',
};
