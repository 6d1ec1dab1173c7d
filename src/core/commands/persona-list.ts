import type { Persona } from '../personas/persona.ts';
import { answer } from './answer.ts';
import type { CommandAnswer, CommandContext } from './command.ts';

/** Personas of one page where each has a button: as many as the narrowest platform puts in a row. */
const PAGE = 5;

/** Who is here. Where there are buttons, a page at a time with one to talk with each; else all of them. */
export async function listPersonas(context: CommandContext, asked: number): Promise<CommandAnswer> {
  const { personas, persona: present, words, hasButtons, place } = context;
  const all = personas.list();
  const pages = Math.max(1, Math.ceil(all.length / PAGE));
  const page = Math.min(pages, Math.max(1, Math.trunc(asked) || 1));
  const onPage = all.slice((page - 1) * PAGE, page * PAGE);

  const line = (each: Persona) => {
    const here = each.name === present.name ? ` (${words.personaAnswers})` : '';
    return `- **${each.displayName}** \`${each.name}\`${here}: ${each.description}`;
  };
  // Where one persona answers and nobody else, there is nobody to choose.
  const choices = place.persona === undefined ? onPage.filter(({ name }) => name !== present.name) : [];
  const { talkWith, previous, next } = words.buttons;
  return answer([words.personasTitle, ...(hasButtons ? onPage : all).map(line)].join('\n'), [
    ...choices.map(({ name, displayName }) => ({
      label: talkWith(displayName),
      command: `/persona use ${name}`,
    })),
    ...(page === 1 ? [] : [{ label: previous, command: `/persona list ${page - 1}` }]),
    ...(page === pages ? [] : [{ label: next, command: `/persona list ${page + 1}` }]),
  ]);
}
