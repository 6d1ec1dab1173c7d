import type { Command } from './command.ts';

/** `/help` lists a table it belongs to itself, hence the thunk. */
export function helpFor(commands: () => readonly Command[]): Command {
  return {
    name: 'help',
    summary: { en: 'this list', es: 'esta lista' },
    usage: '',
    role: 'member',
    async run({ words, language, author }) {
      const lines = commands()
        .filter((command) => command.role === 'member' || author.role === 'admin')
        .map(
          (command) =>
            `- \`/${command.name}${command.usage === '' ? '' : ` ${command.usage}`}\`: ${command.summary[language]}`,
        );
      return [words.helpTitle, ...lines].join('\n');
    },
  };
}
