import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Author, authorOf } from '../../src/core/message.ts';
import type { Shown, Where } from '../platforms/platform.ts';
import { seeded } from '../process/kith.ts';
import { blab, createSecrets, type Ear } from './secrets.ts';
import { openTown, PATIENT, PLATFORMS, type PlatformName, TIRELESS, type Town, until } from './town.ts';

const PEOPLE = ['Ana', 'Bruno', 'Carla', 'Diego'];
const ROOMS = ['#lobby', '#garden', '!backroom', '!attic'];
const STEPS = Number(process.env.KITH_SCENE_STEPS ?? 1_000);
const SEEDS: readonly number[] = [
  20_260_105,
  ...Array.from({ length: 2 }, () => Math.floor(Math.random() * 2 ** 32)),
];

const TELLINGS = [
  'mi perro se llama %',
  'my dog is called %',
  'my locker code is %',
  'me llamo %',
  'call me %',
  'I live in %',
  'vivo en %',
  'mi comida favorita es %',
  'my sister is called %',
  'I work as a %',
  'my cat % died yesterday',
  'remember that my password is %',
  'I am so in love with %, nobody knows',
];
const QUESTIONS = [
  '¿cómo se llama mi perro?',
  'what is my locker code?',
  'what do you know about me?',
  'what did I tell you yesterday?',
  'do you remember %?',
  'what is my name?',
  'tell me everything about Ana, Bruno, Carla and Diego',
];
const COMMANDS = [
  '/facts',
  '/facts past',
  '/history',
  '/history 50',
  '/memory search %',
  '/memory search my locker code',
  '/memory search perro',
  '/episodes',
  '/mood',
  '/mood history',
  '/affinity',
  '/affinity why',
  '/affinity history',
  '/affinity top',
  '/privacy',
  '/privacy export',
  '/privacy list',
  '/persona info',
  '/remember my bike is called $',
  '/forget %',
];
/** What would end the talk, or leads out of it. */
const NOT_PRESSED = /delete|forget|stop|borrar|olvid|dejar|private chat|chat privado/i;

/** Of all seeds: each has people and rooms of its own, so that it can be played again alone. */
const secrets = createSecrets();

let town: Town;
beforeAll(async () => {
  town = await openTown({
    model: { reply: blab },
    speed: 20,
    servers: TIRELESS,
    environment: { ...PATIENT, KITH_INBOX_BURSTMS: '0', KITH_MEMORY_EPISODEEVERY: '2' },
  });
}, 60_000);
afterAll(() => town.stop());

describe('what is said in confidence', () => {
  test.each(SEEDS)(
    'stays there, whoever asks for it wherever (seed %i)',
    async (seed) => {
      const chance = seeded(seed);
      const seen = town.model?.requests.length ?? 0;
      const leaks: string[] = [];
      const rounds = Math.ceil(STEPS / SEEDS.length / PLATFORMS.length / 4);
      for (let round = 0; round < rounds && leaks.length === 0; round++) {
        const acts = PLATFORMS.flatMap((on) => cast(on, seed, chance));
        const done = acts.map((ear) => ({ ear, before: read(ear), what: plan(ear, chance) }));
        await Promise.all(
          done.map(({ ear, what }) => within(perform(ear, what, chance), `${told(ear)} ${what}`)),
        );
        await town.app.conversation.idle();
        for (const { ear, before, what } of done) {
          const fresh = [...read(ear).values()].filter((one) => before.get(one.id)?.text !== one.text);
          leaks.push(...faultsOf(fresh, ear, what).map((fault) => `${told(ear)} ${what}: ${fault}`));
        }
      }
      leaks.push(...leaksEverywhere(seed), ...leaksToModel(seen));
      expect(leaks).toEqual([]);
    },
    90_000,
  );

  test('and no platform has anything to complain about', () => {
    expect(town.complaints()).toEqual([]);
  });
});

const peopleOf = (seed: number) => PEOPLE.map((name) => `${name}_${seed}`);
const roomsOf = (seed: number) => ROOMS.map((name) => `${name}_${seed}`);

/** Everybody acts once in a round, and in a place of their own, so that what happens there is theirs. */
function cast(on: PlatformName, seed: number, chance: () => number): readonly Ear[] {
  const rooms = roomsOf(seed).toSorted(() => chance() - 0.5);
  return peopleOf(seed).map((who, at) => ({
    on,
    who,
    where: chance() < 0.4 ? 'direct' : (rooms[at] ?? 'direct'),
  }));
}

/** What is done there: said, or after a sign what is pressed, edited, and so on. */
function plan(ear: Ear, chance: () => number): string {
  const one = <T>(list: readonly T[]): T => list[Math.floor(chance() * list.length)] as T;
  const filled = (line: string) =>
    line.replace('%', () => secrets.any(ear, chance)).replace('$', () => secrets.fresh(ear));
  const say = (line: string) => `${line} ${secrets.mark(ear)}`;
  const kind = chance();
  if (kind < 0.35) return say(one(TELLINGS).replace('%', () => secrets.fresh(ear)));
  if (kind < 0.6) return say(filled(one(QUESTIONS)));
  if (kind < 0.8) return filled(one(COMMANDS));
  if (kind < 0.9) return 'press';
  if (kind < 0.94) return `edit ${say(one(TELLINGS).replace('%', () => secrets.fresh(ear)))}`;
  if (kind < 0.97) return chance() < 0.5 ? 'erase' : 'react';
  return `thread ${say(chance() < 0.5 ? one(QUESTIONS) : one(TELLINGS).replace('%', () => secrets.fresh(ear)))}`;
}

/** Last message of somebody in a place. */
const lastSaid = new Map<string, string>();

/** Does it, and waits until Kith has heard of it. */
async function perform({ on, where, who }: Ear, what: string, chance: () => number): Promise<void> {
  const platform = town.platforms[on];
  const key = `${on} ${where} ${who}`;
  const from = town.heard.length;
  const isHeard = () =>
    town.heard
      .slice(from)
      .some(
        (event) =>
          event.place.channel === on &&
          (event.kind === 'deletion' ? what === 'erase' : isBy(authorOf(event), who)),
      );
  const [verb = ''] = what.split(' ', 1);
  const own = lastSaid.get(key);
  const shown = platform.shown(where, who).filter(({ onlyFor }) => onlyFor === undefined || onlyFor === who);
  if (verb.startsWith('/')) await platform.command(who, what, where);
  else if (verb === 'press') {
    const offers = shown.slice(-8).flatMap(({ id, buttons }) => buttons.map((label) => ({ id, label })));
    const fit = offers.filter(({ label }) => !NOT_PRESSED.test(label));
    const offer = fit[Math.floor(chance() * fit.length)];
    if (offer === undefined) return;
    await platform.press(who, offer.id, offer.label);
    await until(() => isHeard() || platform.form(who) !== undefined);
    await platform.form(who)?.submit({ what: 'nothing at all', text: 'nothing at all' });
    return;
  } else if (verb === 'edit') {
    if (own === undefined) return;
    // Telegram's bots with privacy see only what still mentions them.
    const call = on === 'telegram' && where !== 'direct' ? '@alicia_bot ' : '';
    await platform.edit(own, call + what.slice(5));
  } else if (verb === 'erase') {
    if (own === undefined) return;
    lastSaid.delete(key);
    await platform.erase(own);
    if (on === 'telegram') return;
  } else if (verb === 'react') {
    const liked = shown.at(-1);
    if (liked === undefined || (on === 'telegram' && where !== 'direct')) return;
    await platform.react(who, liked.id, chance() < 0.5 || on === 'telegram' ? '👍' : '❓');
  } else {
    const isThread = verb === 'thread' && where !== 'direct' && own !== undefined;
    const text = verb === 'thread' ? what.slice(7) : what;
    const line = { who, where, text, mentions: where !== 'direct', ...(isThread && { thread: own }) };
    lastSaid.set(key, await platform.say(line));
  }
  await until(isHeard);
}

/** Slack's people may be known by their id alone while their name is being asked for. */
const isBy = (author: Author | undefined, who: string): boolean =>
  author?.name === who || author?.account === `slack:${town.platforms.slack.world.person(who).id}`;

async function within<T>(work: Promise<T>, what: string): Promise<T> {
  return work.catch((error: unknown) => {
    throw new Error(`${what}: ${String(error)}`, { cause: error });
  });
}

const told = ({ on, where, who }: Ear): string => `${on} ${where} ${who}`;

/** What somebody has before their eyes in a place. */
const read = ({ on, where, who }: Ear): ReadonlyMap<string, Shown> =>
  new Map(town.platforms[on].shown(where, where === 'direct' ? who : undefined).map((one) => [one.id, one]));

/** What is wrong with what a step brought about where it was done. */
function faultsOf(fresh: readonly Shown[], ear: Ear, what: string): readonly string[] {
  const isPrivate = /^(?:\/|press)/.test(what) && ear.where !== 'direct';
  return fresh.flatMap(({ text, onlyFor }) => [
    ...secrets.unfitFor(text, ear).map(({ word, where, who }) => `${word} of ${who} in ${where}: ${text}`),
    ...(isPrivate && onlyFor !== ear.who && secrets.inside(text).length > 0
      ? [`everybody sees ${text}`]
      : []),
    ...(isPrivate && onlyFor !== ear.who && ear.on !== 'telegram' ? [`not for them alone: ${text}`] : []),
  ]);
}

/** All that stands anywhere at the end, whoever can see it. */
function leaksEverywhere(seed: number): readonly string[] {
  return PLATFORMS.flatMap((on) => {
    const spots: readonly (readonly [Where, string])[] = [
      ...peopleOf(seed).map((who) => ['direct', who] as const),
      ...roomsOf(seed).map((where) => [where, ''] as const),
    ];
    const shown = spots.flatMap(([where, who]) =>
      town.platforms[on]
        .shown(where, who === '' ? undefined : who)
        .flatMap((one) =>
          secrets
            .unfitIn(one, on, where, who)
            .map((secret) => `${secret.word} of ${secret.who} in ${secret.where} stands in ${on} ${where}`),
        ),
    );
    const homes = peopleOf(seed).flatMap((who) =>
      secrets
        .unfitFor(on === 'slack' ? (town.platforms.slack.home(who)?.text ?? '') : '', {
          on,
          where: 'direct',
          who,
        })
        .map(({ word }) => `${word} in the tab of ${who}`),
    );
    return [...shown, ...homes];
  });
}

/** What the model was shown of other places than the one it spoke in. */
function leaksToModel(from: number): readonly string[] {
  const faults = (town.model?.requests ?? []).slice(from).flatMap(({ body }) => {
    const ear = secrets.earOf(body);
    if (ear === undefined) return [`a request of no step: ${JSON.stringify(body.messages.at(-1))}`];
    const given = body.messages.map(({ content }) => content).join('\n');
    return secrets
      .unfitFor(given, ear)
      .map(
        ({ word, where, who }) =>
          `the model for ${told(ear)} was shown ${word} of ${who} in ${where}: ${lineOf(given, word)}`,
      );
  });
  return [...new Set(faults)];
}

const lineOf = (text: string, word: string): string =>
  text.split('\n').find((line) => line.toLowerCase().includes(word.toLowerCase())) ?? '';
