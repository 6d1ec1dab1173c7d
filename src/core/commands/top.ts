import { answer } from './answer.ts';
import type { CommandAnswer, CommandContext } from './command.ts';
import { levelName } from './level-name.ts';
import { shownName } from './shown-name.ts';

const MOST = 10;

/** Who is closest to the persona here, of those who agreed to be shown; and how to agree, or not to any more. */
export async function top(context: CommandContext): Promise<CommandAnswer> {
  const { store, person, persona, place, words, language, hasButtons } = context;
  const community = place.community ?? '';
  const listed = await store.affinity.top(persona.name, community, MOST);
  const own = person.listed[community];

  const rows = listed.map(({ name, points, level }, index) => {
    const known = persona.levels.find((each) => each.name === level);
    const title = known === undefined ? level : levelName(known, language);
    return `${index + 1}. ${shownName(name)} · ${title} · ${words.points(points)}`;
  });
  const consent =
    own === undefined
      ? [words.topConsent, ...(hasButtons ? [] : [words.topJoin])]
      : [words.listedAs(shownName(own)), ...(hasButtons ? [] : [words.topLeave])];
  return answer(
    [
      rows.length === 0 ? words.topNobody(persona.displayName) : words.topTitle(persona.displayName),
      ...rows,
      consent.join(' '),
    ].join('\n'),
    [
      own === undefined
        ? { label: words.buttons.listMe, command: '/privacy list' }
        : { label: words.buttons.unlistMe, command: '/privacy unlist' },
    ],
  );
}
