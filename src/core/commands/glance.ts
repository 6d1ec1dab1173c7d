import { levelOf, nextLevel, progress } from '../affinity/level.ts';
import { relativeAge } from '../retrieval/relative-time.ts';
import type { CommandContext } from './command.ts';
import { causeOf, signed } from './ledger.ts';
import { levelName } from './level-name.ts';

const BAR = 10;

/** How close two are: level, points, how far to the next level, and what moved them last. */
export async function glance({
  store,
  person,
  persona,
  words,
  language,
  clock,
}: CommandContext): Promise<string> {
  const { levels, name, displayName } = persona;
  const points = (await store.affinity.get(person.id, name))?.points ?? 0;
  const next = nextLevel(points, levels);
  const [last] = await store.affinity.ledger(person.id, name, { limit: 1, offset: 0 });

  const filled = Math.floor(progress(points, levels) * BAR);
  const bar = '▰'.repeat(filled) + '▱'.repeat(BAR - filled);
  return [
    `**${displayName}** · ${levelName(levelOf(points, levels), language)} · ${words.points(points)}`,
    next === undefined
      ? `${'▰'.repeat(BAR)} ${words.highestLevel}`
      : `${bar} ${words.toNext(next.min - points, levelName(next, language))}`,
    ...(last === undefined
      ? []
      : [
          words.lastChange(
            signed(last.delta),
            causeOf(last, words),
            relativeAge(last.at, clock.now(), language),
          ),
        ]),
  ].join('\n');
}
