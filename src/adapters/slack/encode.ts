import { measures, splitText } from '../../core/delivery/split.ts';
import { tabulate } from '../../core/delivery/tabulate.ts';
import type { Outgoing } from '../../core/message.ts';
import { type Block, buttonsOf, sectionsOf } from './blocks.ts';
import { TEXT_LIMIT } from './capabilities.ts';
import { slashOf } from './commands.ts';
import { encodeText, safeMarkdown } from './encode-text.ts';

/** An Outgoing that fits one message. */
export interface Page extends Outgoing {
  /** Not the first of its answer: the name line stands above the first. */
  readonly isContinuation?: true;
}

/** What a message says, as `chat.postMessage` and `chat.update` take it. */
export interface Content {
  readonly text: string;
  /** Empty: the text alone. Left out of an update, the old ones would stay. */
  readonly blocks: readonly Block[];
}

/** Pages in reading order, each at most 4000 bytes once encoded with `nameLine` above the first. Pure. */
export function paginate(message: Outgoing, nameLine: string): readonly Page[] {
  const { actions, ...rest } = asTyped(message);
  const { notice } = rest;
  const room = TEXT_LIMIT - measures.bytes(nameLine);
  const parts = [...fitting(tabulate(rest.text.toWellFormed()), room)];
  const last = parts.at(-1) ?? '';
  const closing = notice === undefined ? 0 : measures.bytes(SEPARATOR + encodeText(notice));
  if (measure(last) + closing > room && closing < room / 2)
    parts.splice(-1, 1, ...fitting(last, room - closing));
  const { notice: _, ...shared } = rest;
  return parts.map((text, index) => ({
    ...shared,
    text,
    ...(index > 0 ? { isContinuation: true as const } : {}),
    ...(index === parts.length - 1
      ? { ...(notice === undefined ? {} : { notice }), ...(actions === undefined ? {} : { actions }) }
      : {}),
  }));
}

/** Commands in Kith's own words as people type them here: `/help` is Slack's. */
function asTyped(message: Outgoing): Outgoing {
  const { kind, text, notice } = message;
  const inSlack = (words: string) =>
    words.replace(/(?<![\w/])\/([a-z]+)(?![\w/])/g, (_, name: string) => slashOf(name));
  return {
    ...message,
    ...(kind === 'command' ? { text: inSlack(text) } : {}),
    ...(notice === undefined ? {} : { notice: inSlack(notice) }),
  };
}

/** A page as Slack takes it. Pure. */
export function encode(
  { kind, text, notice, actions = [], isContinuation }: Page,
  nameLine: string,
): Content {
  const name = isContinuation === true ? '' : nameLine;
  const body = name + encodeText(text) + (notice === undefined ? '' : SEPARATOR + encodeText(notice));
  if (actions.length === 0) return { text: body, blocks: [] };
  return { text: body, blocks: [...nameBlock(name), ...blocksOf({ text, notice, actions, kind })] };
}

/** A page as blocks alone. Pure. */
export const blocksOf = ({
  text,
  notice,
  actions = [],
  kind,
}: Pick<Page, 'text' | 'actions' | 'kind'> & { readonly notice?: string | undefined }): readonly Block[] => [
  ...sectionsOf(text),
  ...(notice === undefined ? [] : sectionsOf(notice)),
  ...buttonsOf(actions, kind === 'reply'),
];

/** A page as a stream shows it: as the Markdown it is. Pure. */
export const streamed = ({ text, notice }: Pick<Page, 'text' | 'notice'>): string =>
  safeMarkdown(notice === undefined ? text : text + SEPARATOR + notice);

const SEPARATOR = '\n\n';
/** Below this a part is taken as it is: marks alone cannot make so short a text too long. */
const SMALLEST = 64;

const nameBlock = (name: string): readonly Block[] =>
  name === '' ? [] : [{ type: 'section', text: { type: 'mrkdwn', text: name.trim() } }];

/** Bytes once encoded, and never fewer than as written: a page is looked at both ways. */
const measure = (text: string): number => Math.max(measures.bytes(text), measures.bytes(encodeText(text)));

/** Parts that fit. A cut may make marks of what was none before, so what became too long is cut again, smaller. */
function fitting(text: string, limit: number): readonly string[] {
  return splitText(text, limit, measure).flatMap((part) =>
    measure(part) <= limit || limit <= SMALLEST
      ? [part]
      : fitting(part, Math.max(SMALLEST, Math.floor(limit * 0.6))),
  );
}
