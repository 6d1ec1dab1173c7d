import { answer } from './answer.ts';
import type { Command } from './command.ts';

/** `/help` lists a table it belongs to itself, hence the thunk. */
export function helpFor(commands: () => readonly Command[]): Command {
  return {
    name: 'help',
    localName: 'ayuda',
    summary: { en: 'this list', es: 'esta lista' },
    usage: '',
    options: [],
    role: 'member',
    async run({ words, language, author }) {
      const lines = commands()
        .filter(
          ({ isUnlisted, role }) => isUnlisted !== true && (role === 'member' || author.role === 'admin'),
        )
        .map(
          (command) =>
            `- \`/${command.name}${command.usage === '' ? '' : ` ${command.usage}`}\`: ${command.summary[language]}`,
        );
      const { affinity, facts, personas } = words.buttons;
      return answer([words.helpTitle, ...lines].join('\n'), [
        { label: affinity, command: '/affinity' },
        { label: facts, command: '/facts' },
        { label: personas, command: '/persona list' },
      ]);
    },
  };
}
