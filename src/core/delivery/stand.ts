import type { Outgoing, Sent } from '../message.ts';
import type { Found } from './found.ts';
import { attempts, editPage, pageKey, postPage, takeBack } from './post.ts';
import type { SpeechOptions } from './speech.ts';
import type { Spoken } from './spoken.ts';

/**
 * Makes the pages of an answer stand, each once: what is there is kept or edited, what cannot be is replaced, what is
 * missing is posted. After each page it is on record what was said.
 * @throws KithError `channel.failed`
 */
export async function stand(
  options: SpeechOptions,
  pages: readonly Outgoing[],
  found: Found,
  spoken: Spoken,
): Promise<readonly Sent[]> {
  const { repeats } = options.channel.capabilities(options.place);
  const ids: string[] = found.pages.map(({ id }) => id);

  async function post(page: Outgoing, index: number, isInstead = false): Promise<void> {
    const isRepeat = isInstead ? options.resumed !== undefined : index < found.pages.length + found.unseen;
    const { platformId } = await postPage(options, page, {
      key: pageKey(options, index, isInstead),
      isRepeat,
      ...attempts(options, spoken, ids, index),
    });
    ids[index] = platformId;
    // It may be the one an earlier run posted with the first words.
    const mayShowLess = isRepeat && repeats !== 'unchecked' && index === 0 && found.mayBeHalf;
    if (mayShowLess && platformId !== '') await edited(options, platformId, page);
    spoken.note([...ids]);
    // The last one is on record with the whole answer.
    if (repeats === 'checked' && index + 1 < pages.length) void spoken.keep(spoken.ids());
  }

  for (const [index, page] of pages.entries()) {
    const standing = found.pages[index];
    if (standing === undefined) await post(page, index);
    else if (standing.id === '' || standing.isWhole === true || isSame(standing.page, page)) continue;
    else if (!(await edited(options, standing.id, page))) {
      await takeBack(options, standing.id);
      await post(page, index, true);
    }
  }
  for (const id of ids.splice(pages.length)) if (id !== '') await takeBack(options, id);
  return ids.map((platformId) => ({ platformId }));
}

const edited = async (options: SpeechOptions, id: string, page: Outgoing): Promise<boolean> =>
  options.channel.capabilities(options.place).edits && editPage(options, id, page);

/** Whether two pages show the same; who they are for and whom they answer does not change on the way. */
export const isSame = (one: Outgoing | undefined, other: Outgoing): boolean =>
  one !== undefined &&
  one.text === other.text &&
  one.notice === other.notice &&
  JSON.stringify(one.actions) === JSON.stringify(other.actions);
