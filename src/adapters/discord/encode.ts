import { splitText } from '../../core/delivery/split.ts';
import { tabulate } from '../../core/delivery/tabulate.ts';
import type { Action, Outgoing } from '../../core/message.ts';
import { TEXT_LIMIT } from './capabilities.ts';
import { encodeText } from './encode-text.ts';

/** An Outgoing that fits one message. */
export interface Page extends Outgoing {
  /** Not the first of its answer: the name line stands above the first. */
  readonly isContinuation?: true;
}

/** Body of a message as Discord takes it. */
export interface Body {
  readonly content: string;
  readonly flags: number;
  readonly allowed_mentions: typeof NO_PINGS;
  readonly components: readonly object[];
}

/** No link grows a preview. */
export const SUPPRESS_EMBEDS = 1 << 2;
export const EPHEMERAL = 1 << 6;
/** Whatever a text says, it pings nobody. */
export const NO_PINGS = { parse: [], replied_user: false } as const;

/** Pages in reading order, each at most 2000 once encoded with `nameLine` above the first. Pure. */
export function paginate(message: Outgoing, nameLine: string): readonly Page[] {
  const { notice, actions, ...rest } = message;
  const room = TEXT_LIMIT - nameLine.length;
  const parts = [...fitting(tabulate(message.text.toWellFormed()), room)];
  const last = parts.at(-1) ?? '';
  const closing = notice === undefined ? 0 : SEPARATOR.length + encodeText(notice).length;
  if (measure(last) + closing > room && closing < room / 2)
    parts.splice(-1, 1, ...fitting(last, room - closing));
  return parts.map((text, index) => ({
    ...rest,
    text,
    ...(index > 0 ? { isContinuation: true as const } : {}),
    ...(index === parts.length - 1
      ? { ...(notice === undefined ? {} : { notice }), ...(actions === undefined ? {} : { actions }) }
      : {}),
  }));
}

/** A page as Discord takes it. Pure. */
export function encode(page: Page, nameLine: string): Body {
  const name = page.isContinuation === true ? '' : nameLine;
  const notice = page.notice === undefined ? '' : SEPARATOR + encodeText(page.notice);
  return {
    content: name + encodeText(page.text) + notice,
    flags: SUPPRESS_EMBEDS,
    allowed_mentions: NO_PINGS,
    components: rowsOf(page.actions ?? [], page.kind === 'reply'),
  };
}

/** What Discord tells two buttons apart by; `commandOf` gives the command back. @param isBeside the answer takes no one's place */
export const buttonId = (command: string, index: number, isBeside = false): string =>
  `${index}${isBeside ? '+' : ':'}${command}`;
export const commandOf = (customId: string): string => customId.replace(/^\d+[:+]/, '');
/** Whether what a button is answered stands beside its message: what a persona said is not written over. */
export const isBeside = (customId: string): boolean => /^\d+\+/.test(customId);

const SEPARATOR = '\n\n';
/** Discord shows five rows of five buttons. */
const PER_ROW = 5;
const MOST = 25;

function rowsOf(actions: readonly Action[], isSaid: boolean): readonly object[] {
  const buttons = actions.slice(0, MOST).map(({ label, command, isDangerous }, index) => ({
    type: 2,
    style: isDangerous === true ? 4 : 2,
    label: label.toWellFormed(),
    custom_id: buttonId(command.toWellFormed(), index, isSaid),
  }));
  return Array.from({ length: Math.ceil(buttons.length / PER_ROW) }, (_, row) => ({
    type: 1,
    components: buttons.slice(row * PER_ROW, (row + 1) * PER_ROW),
  }));
}

/** Length once encoded, and never less than as written: a page is looked at both ways. */
const measure = (text: string): number => Math.max(text.length, encodeText(text).length);

/** Parts that fit. A cut may make marks of what was none before, so what became too long is cut again, smaller. */
function fitting(text: string, limit: number): readonly string[] {
  return splitText(text, limit, measure).flatMap((part) =>
    measure(part) <= limit || limit <= SMALLEST
      ? [part]
      : fitting(part, Math.max(SMALLEST, Math.floor(limit * 0.6))),
  );
}

const SMALLEST = 64;
