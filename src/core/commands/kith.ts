import { answering } from '../people/answering.ts';
import { relativeAge } from '../retrieval/relative-time.ts';
import { answer } from './answer.ts';
import type { Command, CommandAnswer, CommandContext } from './command.ts';
import { decisionsOf } from './kith-why.ts';

const HOUR = 3_600_000;
const USUAL_HOURS = 8;
/** A month: a place that shall be quiet for longer does not want Kith there. */
const MOST_HOURS = 720;

export const kith: Command = {
  name: 'kith',
  localName: 'kith',
  summary: {
    en: 'for administrators: why what was answered, quiet, channels',
    es: 'para administradores: por qué se respondió qué, silencio, canales',
  },
  usage: '[why [MESSAGE-ID]|quiet [HOURS]|wake|health]',
  options: [
    {
      name: 'action',
      localName: 'accion',
      summary: { en: 'what to do', es: 'qué hacer' },
      kind: 'choice',
      choices: ['why', 'quiet', 'wake', 'health'],
    },
    {
      name: 'detail',
      localName: 'detalle',
      summary: { en: 'why: id of a message; quiet: hours', es: 'why: id de un mensaje; quiet: horas' },
      kind: 'text',
    },
  ],
  role: 'admin',
  async run(context) {
    const [word = '', detail] = context.call.args;
    if (word === 'why') return decisionsOf(context, detail);
    if (word === 'quiet') return quiet(context, detail);
    if (word === 'wake') return wake(context);
    return word === 'health' ? health(context) : overview(context);
  },
};

function overview(context: CommandContext): CommandAnswer {
  const { settings, personas, person, place, words, clock, hasButtons } = context;
  const { decisions, quiet: quietFor, wake: answerAgain, health: channels } = words.buttons;
  const { displayName } = answering(personas, { ...person, chosen: {} }, place, settings);
  const left = Math.max(...settings.map(({ quietUntil = 0 }) => quietUntil), 0) - clock.now();
  return answer(
    [
      place.persona === undefined ? words.kithDefault(displayName) : words.personaAlone(displayName),
      ...(left > 0 ? [words.kithQuiet(Math.ceil((left / HOUR) * 10) / 10)] : []),
      ...(hasButtons ? [] : [words.kithCommands]),
    ].join('\n'),
    [
      { label: decisions, command: '/kith why' },
      left > 0
        ? { label: answerAgain, command: '/kith wake' }
        : { label: quietFor(USUAL_HOURS), command: `/kith quiet ${USUAL_HOURS}` },
      { label: channels, command: '/kith health' },
    ],
  );
}

async function quiet(context: CommandContext, detail: string | undefined): Promise<CommandAnswer> {
  const { words, clock, place, hasButtons } = context;
  const hours = detail === undefined ? USUAL_HOURS : Number(detail.replace(',', '.'));
  if (!(hours > 0 && hours <= MOST_HOURS)) return words.usage('/kith quiet 8');
  await change(context, clock.now() + Math.round(hours * HOUR));
  return answer(
    [
      words.quietFor(hours),
      ...(place.parent === undefined ? [] : [words.personaInThreads]),
      ...(hasButtons ? [] : [words.quietEnds]),
    ].join(' '),
    [{ label: words.buttons.wake, command: '/kith wake' }],
  );
}

async function wake(context: CommandContext): Promise<CommandAnswer> {
  await change(context, null);
  return context.words.awake;
}

async function change({ store, place, eventId }: CommandContext, quietUntil: number | null): Promise<void> {
  await store.apply(`command:${eventId}`, [{ kind: 'place', place: place.parent ?? place.id, quietUntil }]);
}

function health({ channels, words, clock, language }: CommandContext): CommandAnswer {
  const lines = channels().map(({ name, health: state }) => {
    if (state === undefined) return `- **${name}**: ${words.channelStates.ready}`;
    const since = words.channelSince(
      words.channelStates[state.state],
      relativeAge(state.since, clock.now(), language),
    );
    return `- **${name}**: ${since}${state.says === undefined ? '' : `. ${state.says}`}`;
  });
  return lines.length === 0 ? words.noChannels : [words.channelsTitle, ...lines].join('\n');
}
