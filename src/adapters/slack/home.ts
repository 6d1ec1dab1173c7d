import { createBounded } from '../../core/bounded.ts';
import type { Language, Sent } from '../../core/message.ts';
import { type Block, buttonsOf, homeView } from './blocks.ts';
import { blocksOf, type Page } from './encode.ts';
import { messageOf } from './ids.ts';
import type { Web } from './web.ts';
import { wordsIn } from './words.ts';

/** Shows answers in somebody's Home tab: one view, whose pages stand under each other. */
export type ShowHome = (user: string, page: Page, language: Language, signal?: AbortSignal) => Promise<Sent>;

/** The command the tab opens with, and goes back to. */
export const START = '/start';

export function createHome(web: Web): ShowHome {
  const shown = createBounded<{ readonly answers: string | undefined; readonly blocks: readonly Block[] }>(
    500,
  );
  return async (user, page, language, signal) => {
    const { answers } = page;
    const before = shown.get(user);
    const isMore = page.isContinuation === true && before?.answers === answers;
    const blocks = [...(isMore ? (before?.blocks ?? []) : []), ...blocksOf(page)];
    shown.set(user, { answers, blocks });
    // Slack shows the tab as it was left, and has no way back of its own.
    const [start] = buttonsOf([{ label: wordsIn[language].home, command: START }]);
    const { view } = await web.ask(
      'views.publish',
      {
        user_id: user,
        view: homeView([
          ...blocks.slice(0, 98),
          { type: 'divider' },
          ...(start === undefined ? [] : [start]),
        ]),
      },
      signal,
    );
    return { platformId: messageOf(`home-${user}`, String((view as { readonly id?: string }).id)) };
  };
}
