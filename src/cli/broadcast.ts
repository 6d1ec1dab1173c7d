import { broadcastId, LONGEST_ANNOUNCEMENT } from '../core/commands/broadcast.ts';
import { countReached } from '../core/commands/broadcast-count.ts';
import { forgetBroadcast } from '../core/commands/broadcast-forget.ts';
import { EVERYWHERE, reachOfCommunity } from '../core/commands/broadcast-reach.ts';
import { progressOf } from '../core/commands/broadcast-tally.ts';
import { wordsIn } from '../core/commands/words.ts';
import type { Parts } from '../core/conversation/parts.ts';
import type { Broadcast } from '../core/ports/broadcasts.ts';
import { type CliTools, DONE, type ExitCode, WRONG_USE } from './tools.ts';

export interface BroadcastOptions {
  readonly details?: string;
  readonly priority?: string;
  readonly requiresAction?: boolean;
  readonly all?: boolean;
  readonly community?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  /** Of the one with this id, or of the latest ones. */
  readonly status?: string | true;
  readonly cancel?: string;
}

/** Broadcasts `--status` shows. */
const SHOWN = 10;
const PRIORITIES = ['low', 'normal', 'high'];

/**
 * Announces something to every place that subscribed: the process that serves the platforms posts it. Says whom it would
 * reach, and goes on only when told to.
 */
export async function broadcast(
  tools: CliTools,
  text: string | undefined,
  options: BroadcastOptions,
): Promise<ExitCode> {
  const wrong = wrongUse(text, options);
  if (wrong !== undefined) {
    tools.errors.write(`${wrong}\n`);
    return WRONG_USE;
  }
  const app = await tools.openApp(tools.config(), { log: tools.silentLog });
  try {
    if (options.status !== undefined) return await showStatus(tools, app.parts, options.status);
    if (options.cancel !== undefined) return await cancel(tools, app.parts, options.cancel);
    return await announce(tools, app.parts, text ?? '', options);
  } finally {
    await app.stop();
  }
}

function wrongUse(text: string | undefined, options: BroadcastOptions): string | undefined {
  const { all, community, details = '', priority, status, cancel: cancelled } = options;
  if (status !== undefined || cancelled !== undefined) return undefined;
  if (text === undefined || text.trim() === '') return 'What shall be announced? kith broadcast "TEXT" --all';
  if ((all === true) === (community !== undefined))
    return 'To whom? --all is every place that subscribed, --community ID those of one community.';
  if (text.length + details.length > LONGEST_ANNOUNCEMENT)
    return `An announcement and its details may have ${LONGEST_ANNOUNCEMENT} characters together.`;
  if (priority !== undefined && !PRIORITIES.includes(priority))
    return `--priority is one of ${PRIORITIES.join(', ')}.`;
  return undefined;
}

async function announce(
  tools: CliTools,
  { store, clock, random }: Parts,
  text: string,
  { details, priority = 'normal', requiresAction = false, community, dryRun, yes }: BroadcastOptions,
): Promise<ExitCode> {
  const reach = community === undefined ? EVERYWHERE : reachOfCommunity(community);
  const now = clock.now();
  const { places, quiet, rested, optedOut } = await countReached(store, reach, now);
  const said = `${wordsIn.en.broadcast.counted(places, quiet, optedOut, rested)}. The personas will know of it.\n`;
  if (dryRun === true) {
    tools.output.write(said);
    return DONE;
  }
  if (yes !== true) {
    tools.errors.write(`${said}To go on, add --yes.\n`);
    return WRONG_USE;
  }
  const id = broadcastId(random.id());
  await store.broadcasts.add({
    id,
    state: 'confirmed',
    announcement: text.trim(),
    ...(details === undefined ? {} : { details }),
    metadata: { priority, requires_action: requiresAction },
    reach,
    createdAt: now,
    updatedAt: now,
    // When it ends is for whoever posts it to say.
    expiresAt: 0,
  });
  tools.output.write(
    `${id} goes out to ${places} ${places === 1 ? 'place' : 'places'}, posted by the Kith that serves the platforms. kith broadcast --status ${id} says how far it is.\n`,
  );
  return DONE;
}

async function showStatus(tools: CliTools, { store }: Parts, id: string | true): Promise<ExitCode> {
  const one = id === true ? undefined : await store.broadcasts.get(id);
  if (id !== true && one === undefined) return unknown(tools, id);
  const shown = one === undefined ? await store.broadcasts.latest(undefined, SHOWN) : [one];
  if (shown.length === 0) tools.output.write('Nothing has been announced yet.\n');
  for (const each of shown) {
    const lines = progressOf(await store.broadcasts.tally(each.id), wordsIn.en);
    tools.output.write([titleOf(each), ...lines].map((line) => `${line}\n`).join(''));
  }
  return DONE;
}

async function cancel(tools: CliTools, parts: Parts, id: string): Promise<ExitCode> {
  const { store, clock } = parts;
  const found = await store.broadcasts.get(id);
  if (found === undefined) return unknown(tools, id);
  const isStopped = await store.broadcasts.move(id, ['draft', 'confirmed', 'sending'], {
    state: 'cancelled',
    at: clock.now(),
  });
  if (isStopped) await forgetBroadcast(parts, found);
  tools.output.write(
    isStopped
      ? `${id} is cancelled: nothing more goes out.\n`
      : `${id} is ${wordsIn.en.broadcast.states[found.state]} already.\n`,
  );
  return isStopped ? DONE : WRONG_USE;
}

function unknown(tools: CliTools, id: string): ExitCode {
  tools.errors.write(`There is no announcement ${id}. kith broadcast --status lists the latest.\n`);
  return WRONG_USE;
}

const titleOf = ({ id, state, reach, createdAt, announcement }: Broadcast): string =>
  `${id}  ${new Date(createdAt).toISOString()}  ${reach}  ${wordsIn.en.broadcast.states[state]}  ${announcement.slice(0, 60).replace(/\s+/g, ' ')}`;
