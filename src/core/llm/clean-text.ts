import { createTagFilter } from './model-tags.ts';
import { createPlainText } from './plain-text.ts';

/**
 * A finished text made fit to store and to send: well-formed, without terminal codes and control characters
 * except line feed and tab, line ends as `\n`, trimmed. Cleaning twice changes nothing.
 */
export function cleanText(text: string): string {
  const codes = createTagFilter({ only: 'terminal' });
  const plain = createPlainText();
  const bare = codes.push(text.replace(/\r\n?/g, '\n')) + codes.end();
  return (plain.push(bare) + plain.end()).trim();
}
