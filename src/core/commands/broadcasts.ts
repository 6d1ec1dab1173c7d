import type { QuietHours, Subscription } from '../ports/broadcasts.ts';
import { answer } from './answer.ts';
import { readQuietHours, showQuietHours } from './broadcast-quiet.ts';
import { reachOf } from './broadcast-reach.ts';
import type { Command, CommandAnswer, CommandContext } from './command.ts';

export const broadcasts: Command = {
  name: 'broadcasts',
  localName: 'anuncios',
  summary: {
    en: 'whether announcements come here, and when not',
    es: 'si aquí llegan anuncios, y cuándo no',
  },
  usage: '[on|off|less|quiet HOURS ZONE|quiet off]',
  options: [
    {
      name: 'action',
      localName: 'accion',
      summary: { en: 'send them here or not, fewer, quiet hours', es: 'que lleguen o no, menos, silencio' },
      kind: 'choice',
      choices: ['on', 'off', 'less', 'quiet'],
    },
    {
      name: 'hours',
      localName: 'horas',
      summary: { en: 'quiet: 22-8 Europe/Madrid, or off', es: 'quiet: 22-8 Europe/Madrid, u off' },
      kind: 'text',
    },
  ],
  role: 'member',
  async run(context) {
    const [word = '', ...rest] = context.call.args;
    if (word === '') return state(context);
    if (word === 'quiet' || word === 'silencio') return setQuietHours(context, rest.join(' '));
    if (word !== 'on' && word !== 'off' && word !== 'less')
      return context.words.usage(context.words.broadcast.how);
    if (!mayChange(context)) return context.words.onlyAdmins(`broadcasts ${word}`);
    if (word === 'less') return less(context);
    await change(context, { state: word });
    return state(context);
  },
};

/** The quiet hours alone, so that a platform may ask for them in a form of their own. */
export const quietHours: Command = {
  name: 'quiethours',
  localName: 'horasdesilencio',
  summary: { en: 'when no announcements come here', es: 'cuándo no llegan anuncios aquí' },
  usage: 'HOURS ZONE | off',
  options: broadcasts.options.slice(1),
  form: {
    title: { en: 'Quiet hours', es: 'Horas de silencio' },
    fields: [
      {
        name: 'hours',
        label: {
          en: 'From, to, zone: 22-8 Europe/Madrid (or: off)',
          es: 'Desde, hasta, zona: 22-8 Europe/Madrid u off',
        },
        maxLength: 80,
      },
    ],
  },
  role: 'member',
  isUnlisted: true,
  run: (context) => setQuietHours(context, context.call.rest),
};

async function state(context: CommandContext): Promise<CommandAnswer> {
  const { store, place, words, hasButtons } = context;
  const { broadcast } = words;
  const subscription = await store.subscriptions.get(place.id);
  const isOn = subscription?.state === 'on' || subscription?.state === 'weekly';
  const text = [
    broadcast.subscribed[subscription?.state ?? 'off'],
    ...(isOn ? [quietLine(context, subscription.quiet)] : []),
    ...(hasButtons || !mayChange(context) ? [] : [broadcast.how]),
  ];
  if (!mayChange(context)) return text.join(' ');
  return answer(text.join(' '), [
    isOn
      ? { label: broadcast.unsubscribe, command: '/broadcasts off' }
      : { label: broadcast.subscribe, command: '/broadcasts on' },
    ...(isOn ? [{ label: broadcast.quiet, command: '/quiethours' }] : []),
  ]);
}

const quietLine = ({ words: { broadcast } }: CommandContext, quiet: QuietHours | undefined): string =>
  quiet === undefined ? broadcast.noQuietHours : broadcast.quietHours(showQuietHours(quiet));

async function setQuietHours(context: CommandContext, text: string): Promise<CommandAnswer> {
  const { words, store, place } = context;
  if (!mayChange(context)) return words.onlyAdmins('broadcasts quiet');
  if (/^off$/i.test(text.trim())) {
    await change(context, { quiet: undefined });
    return words.broadcast.noQuietHours;
  }
  const present = (await store.subscriptions.get(place.id))?.quiet;
  const quiet = readQuietHours(text, present?.zone);
  if (quiet === undefined) return words.broadcast.quietHow;
  await change(context, { quiet });
  return quietLine(context, quiet);
}

/** One step down: from all of them to one a week, from that to none. */
async function less(context: CommandContext): Promise<CommandAnswer> {
  const { store, place, words, eventId } = context;
  const present = await store.subscriptions.get(place.id);
  const isSeen = present?.changedBy === eventId;
  const now = isSeen ? present.state : present?.state === 'on' ? 'weekly' : 'off';
  if (!isSeen) await change(context, { state: now });
  const { subscribe, unsubscribe, lessWeekly, subscribed } = words.broadcast;
  // In a direct chat the answer takes the place of what the button was under: the next step has to be here.
  return answer(now === 'weekly' ? lessWeekly : subscribed.off, [
    ...(now === 'weekly' ? [{ label: unsubscribe, command: '/broadcasts off' }] : []),
    { label: subscribe, command: '/broadcasts on' },
  ]);
}

/** In a direct chat it is the person's own business, elsewhere that of its administrators. */
const mayChange = ({ place, author }: CommandContext): boolean =>
  place.audience === 'one' || author.role === 'admin';

type Changed = Partial<Pick<Subscription, 'state'>> & { readonly quiet?: QuietHours | undefined };

async function change(context: CommandContext, changed: Changed): Promise<void> {
  const { store, clock, eventId, person, language } = context;
  // Posted to the place itself, whichever thread of it somebody wrote in.
  const { thread: _, ...place } = context.place;
  const present = await store.subscriptions.get(place.id);
  const quiet = 'quiet' in changed ? changed.quiet : present?.quiet;
  await store.subscriptions.set({
    place,
    reach: reachOf(place),
    state: changed.state ?? present?.state ?? 'off',
    ...(place.audience === 'one' ? { person: person.id } : {}),
    language,
    ...(quiet === undefined ? {} : { quiet }),
    lastSentAt: present?.lastSentAt ?? 0,
    changedBy: eventId,
    updatedAt: clock.now(),
  });
}
