import { answer } from './answer.ts';
import type { CommandAnswer, CommandContext } from './command.ts';

/** Asks once more before something that cannot be undone. Nothing has to be cancelled: saying nothing is enough. */
export function confirmation(
  { words, hasButtons }: CommandContext,
  { what, label, command }: { readonly what: string; readonly label: string; readonly command: string },
): CommandAnswer {
  const warning = words.confirm(what);
  return answer(hasButtons ? warning : `${warning} ${words.goOn(command)}`, [
    { label, command, isDangerous: true },
  ]);
}
