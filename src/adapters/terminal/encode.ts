import { styleText } from 'node:util';
import type { Outgoing } from '../../core/message.ts';

export type Style = Parameters<typeof styleText>[0];

/** Paints text, or leaves it plain where colour is unwanted (NO_COLOR, a pipe, a dumb terminal). */
export type Paint = (style: Style, text: string) => string;

export function painter(stream: NodeJS.WritableStream): Paint {
  return (style, text) => styleText(style, text, { stream: stream as NodeJS.WriteStream });
}

/** Markdown as a terminal shows it: bold, code and bullets; no other mark-up survives. */
export function encodeForScreen(text: string, paint: Paint): string {
  return safe(text)
    .replace(/^```\w*\n?/gm, '')
    .replace(/\*\*([^*\n]+)\*\*/g, (_, bold: string) => paint('bold', bold))
    .replace(/`([^`\n]+)`/g, (_, code: string) => paint('cyan', code))
    .replace(/^- /gm, '• ');
}

/** A whole answer on one line of plain text, for programs that read line by line. */
export function encodeForPipe({ kind, text, notice }: Pick<Outgoing, 'kind' | 'text' | 'notice'>): string {
  const plain = safe(text)
    .replace(/^```\w*\n?/gm, '')
    .replace(/\*\*([^*\n]+)\*\*/g, '$1')
    .replace(/`([^`\n]+)`/g, '$1');
  const separator = kind === 'command' ? ' | ' : ' ';
  // Whatever a reader takes for the end of a line is none in here.
  return [plain, notice === undefined ? '' : safe(notice)]
    .map((part) => parts(part).join(separator))
    .filter((part) => part !== '')
    .join(' ');
}

const parts = (text: string): readonly string[] =>
  text
    .split(/[\n\u2028\u2029]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** Nothing anybody wrote may move the cursor or ring the bell. */
export const safe = (text: string): string =>
  text.toWellFormed().replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');
