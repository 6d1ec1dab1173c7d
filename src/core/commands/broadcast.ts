import { createHash } from 'node:crypto';
import type { Announcement, Broadcast } from '../ports/broadcasts.ts';
import { relativeAge } from '../retrieval/relative-time.ts';
import { answer } from './answer.ts';
import { countReached } from './broadcast-count.ts';
import { forgetBroadcast } from './broadcast-forget.ts';
import { reachOf } from './broadcast-reach.ts';
import { progressOf } from './broadcast-tally.ts';
import type { Command, CommandAnswer, CommandContext } from './command.ts';

/** How long a draft waits for the word to send it. */
const DRAFT_MINUTES = 15;
const MINUTE_MS = 60_000;
/** Longest announcement with its details, characters. */
export const LONGEST_ANNOUNCEMENT = 3_000;
/** Announcements `/broadcast status` shows. */
const SHOWN = 3;
/** Beginning of an announcement that it is known by in a list, characters. */
const BEGINNING = 60;

export const broadcast: Command = {
  name: 'broadcast',
  localName: 'anuncio',
  summary: {
    en: 'for administrators: announce something to every place that subscribed',
    es: 'para administradores: anunciar algo en los lugares que quieren anuncios',
  },
  usage: 'TEXT | send ID | status [ID] | cancel ID',
  options: [
    {
      name: 'text',
      localName: 'texto',
      summary: {
        en: 'what to announce (you see it before it goes out), or status',
        es: 'qué anunciar (lo ves antes de que salga), o estado',
      },
      kind: 'text',
    },
  ],
  form: {
    title: { en: 'Announcement', es: 'Anuncio' },
    fields: [
      {
        name: 'text',
        label: { en: 'First the news, below it the details', es: 'Primero la noticia, debajo los detalles' },
        isLong: true,
        maxLength: LONGEST_ANNOUNCEMENT,
      },
    ],
  },
  role: 'admin',
  async run(context) {
    const { rest } = context.call;
    const [, word = '', id = ''] =
      /^(send|enviar|cancel|cancelar)\s+([0-9a-f]{10})$/i.exec(rest) ??
      /^(status|estado)(?:\s+([0-9a-f]{10}))?$/i.exec(rest) ??
      [];
    const { broadcast: say } = context.words;
    if (rest === '') return answer(say.what, [{ label: say.status, command: '/broadcast status' }]);
    switch (word.toLowerCase()) {
      case 'send':
      case 'enviar':
        return confirm(context, id.toLowerCase());
      case 'cancel':
      case 'cancelar':
        return cancel(context, id.toLowerCase());
      case 'status':
      case 'estado':
        return status(context, id.toLowerCase());
      default:
        return preview(context);
    }
  },
};

/** The first line is the news, what follows its details. */
function readAnnouncement(text: string): Announcement {
  const [announcement = '', ...more] = text.trim().split('\n');
  const details = more.join('\n').trim();
  return { announcement: announcement.trim(), ...(details === '' ? {} : { details }) };
}

/** A short name for a broadcast, the same for the same cause. */
export const broadcastId = (cause: string): string =>
  createHash('sha256').update(`broadcast:${cause}`).digest('hex').slice(0, 10);

async function preview(context: CommandContext): Promise<CommandAnswer> {
  const { call, store, place, clock, words, hasButtons } = context;
  const { rest } = call;
  if (rest.length > LONGEST_ANNOUNCEMENT) return words.broadcast.tooLong(rest.length, LONGEST_ANNOUNCEMENT);
  const now = clock.now();
  const reach = reachOf(place);
  const id = broadcastId(`${reach} ${now} ${rest}`);
  await store.broadcasts.add({
    id,
    state: 'draft',
    ...readAnnouncement(rest),
    metadata: { priority: 'normal', requires_action: false },
    reach,
    createdAt: now,
    updatedAt: now,
    expiresAt: now + DRAFT_MINUTES * MINUTE_MS,
  });
  const { places, quiet, optedOut, rested } = await countReached(store, reach, now);
  const { broadcast: say } = words;
  const shown = rest.split('\n').map((line) => `> ${line}`);
  return answer(
    [
      `${say.counted(places, quiet, optedOut, rested)}. ${say.personasKnow}`,
      ...shown,
      '',
      hasButtons ? say.waits(DRAFT_MINUTES) : say.toSend(id, DRAFT_MINUTES),
    ].join('\n'),
    [
      { label: say.send, command: `/broadcast send ${id}` },
      { label: say.cancel, command: `/broadcast cancel ${id}` },
    ],
  );
}

async function confirm(context: CommandContext, id: string): Promise<CommandAnswer> {
  const { store, clock, words, requestJob } = context;
  const found = await foundHere(context, id);
  if (found === undefined) return words.broadcast.unknown(id);
  const at = clock.now();
  // Sent for the first time or pressed twice: it is on its way. When it ends is for whoever posts it to say.
  if (found.state === 'draft')
    await store.broadcasts.move(id, ['draft'], { state: 'confirmed', at, expiresAt: 0 });
  else if (found.state !== 'confirmed' && found.state !== 'sending')
    return words.broadcast.over(words.broadcast.states[found.state]);
  requestJob('broadcast');
  return answer(words.broadcast.confirmed(id), [
    { label: words.broadcast.status, command: `/broadcast status ${id}` },
    { label: words.broadcast.cancel, command: `/broadcast cancel ${id}`, isDangerous: true },
  ]);
}

async function cancel(context: CommandContext, id: string): Promise<CommandAnswer> {
  const { store, clock, words } = context;
  const found = await foundHere(context, id);
  if (found === undefined) return words.broadcast.unknown(id);
  const isStopped = await store.broadcasts.move(id, ['draft', 'confirmed', 'sending'], {
    state: 'cancelled',
    at: clock.now(),
  });
  if (!isStopped && found.state !== 'cancelled')
    return words.broadcast.over(words.broadcast.states[found.state]);
  await forgetBroadcast(context, found);
  return words.broadcast.cancelled;
}

async function status(context: CommandContext, id: string): Promise<CommandAnswer> {
  const { store, place, words, clock, language } = context;
  const found = id === '' ? undefined : await foundHere(context, id);
  if (id !== '' && found === undefined) return words.broadcast.unknown(id);
  const shown = found === undefined ? await store.broadcasts.latest(reachOf(place), SHOWN) : [found];
  if (shown.length === 0) return words.broadcast.none;
  const rows = await Promise.all(
    shown.map(async (each) => {
      const age = relativeAge(each.createdAt, clock.now(), language);
      const { row, states } = words.broadcast;
      const progress = progressOf(await store.broadcasts.tally(each.id), words);
      return [row(each.id, states[each.state], age, beginningOf(each)), ...progress].join('\n');
    }),
  );
  return rows.join('\n\n');
}

/** A broadcast of this reach; what other communities announce is none of this one's business. */
async function foundHere(
  { store, place, clock }: CommandContext,
  id: string,
): Promise<Broadcast | undefined> {
  const found = await store.broadcasts.get(id);
  if (found?.reach !== reachOf(place)) return undefined;
  return found.state === 'draft' && found.expiresAt < clock.now() ? undefined : found;
}

function beginningOf({ announcement }: Announcement): string {
  if (announcement.length <= BEGINNING) return announcement;
  return `${announcement.slice(0, BEGINNING).toWellFormed().trimEnd()}…`;
}
