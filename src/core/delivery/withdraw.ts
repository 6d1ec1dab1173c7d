import type { Outgoing } from '../message.ts';
import { foundBy } from './found.ts';
import { editPage, takeBack } from './post.ts';
import type { SpeechOptions } from './speech.ts';

/**
 * Ends an answer nobody will finish, without a new message: what stands half shows its page of `text` where that was
 * stored; where it was not it is taken back, or shows `line` where nothing can be. Never throws.
 */
export async function withdraw(
  options: SpeechOptions,
  { text, line }: { readonly text?: string; readonly line: string },
): Promise<void> {
  const { channel, place, draft, log } = options;
  const { edits } = channel.capabilities(place);
  const show = async (id: string, page: Outgoing | undefined) =>
    edits && page !== undefined && (await editPage(options, id, page));
  try {
    const pages = text === undefined ? [] : channel.paginate({ ...draft, text }, place);
    for (const [index, { id, isWhole }] of foundBy(options).pages.entries()) {
      if (id === '' || isWhole === true || (await show(id, pages[index]))) continue;
      if (!(await takeBack(options, id)) && index === 0) await show(id, { ...draft, text: line });
    }
  } catch (error) {
    log.warn('Half an answer could not be taken back', { error });
  }
}
