import { checkBlocks } from './blocks.ts';
import { type Arguments, type Desk, fault } from './call.ts';
import { forbiddenPing, isTorn } from './markup.ts';
import { allStrings, listOf, markedTexts, withIds } from './reading.ts';
import { type Json, type Message, stringOf } from './world.ts';

/** What a message says. */
export type Content = Pick<Message, 'text' | 'isMarkdown' | 'blocks'>;

/** Longest text of one call with Markdown, in UTF-16 units. */
export const MARKDOWN_LIMIT = 12_000;
const TEXT_LIMIT = 40_000;
const BLOCKS_LIMIT = 13_200;

/** The content of a call, refused where Slack refuses it. `where` is named in violations. */
export function contentOf(args: Arguments, desk: Desk, where: string): Content {
  const { text, markdown_text: markdown, blocks, attachments } = args;
  noteDanger(args, desk, where);
  if (markdown !== undefined && markdown !== '') {
    if (text !== undefined || blocks !== undefined) throw fault('markdown_text_conflict');
    if (stringOf(markdown).length > MARKDOWN_LIMIT) throw fault('msg_too_long');
    return { text: stringOf(markdown), isMarkdown: true, blocks: [] };
  }
  const isEmpty = (value: unknown): boolean =>
    value === undefined || (Array.isArray(value) && value.length === 0);
  if ((text === undefined || text === '') && isEmpty(blocks) && isEmpty(attachments)) throw fault('no_text');
  const said = stringOf(text);
  if (said.length > TEXT_LIMIT)
    desk.violation(`${where}: text of ${said.length} characters was cut at ${TEXT_LIMIT}`);
  return { text: said.slice(0, TEXT_LIMIT), isMarkdown: false, blocks: blocksOf(blocks, desk) };
}

/** Blocks of a message, checked, with the ids Slack gives them. */
export function blocksOf(blocks: unknown, desk: Desk): readonly Json[] {
  if (blocks === undefined) return [];
  const faults = checkBlocks(blocks, 50);
  if (faults.length > 0)
    throw fault('invalid_blocks', ...faults.map(({ at, why }) => `${why} [json-pointer:${at}]`));
  const length = allStrings(blocks).join('').length;
  if (length > BLOCKS_LIMIT) throw fault('msg_blocks_too_long');
  return withIds(listOf(blocks), desk.world);
}

/** Notes what Slack lets pass to everybody's shame: a channel is pinged, a character is cut in two. */
export function noteDanger(args: Arguments, desk: Desk, where: string): void {
  const marked = [args.text, args.markdown_text].filter((text) => typeof text === 'string');
  const chunks = listOf(args.chunks).map(({ text }) => stringOf(text));
  for (const text of [...marked, ...chunks, ...markedTexts([args.blocks, args.chunks])]) {
    const ping = forbiddenPing(text);
    if (ping !== undefined) desk.violation(`${where}: forbidden ping ${ping}`);
  }
  if (args.parse === 'full' && /@(?:channel|here|everyone)\b/.test(stringOf(args.text)))
    desk.violation(`${where}: forbidden ping by parse=full`);
  if (allStrings(args).some(isTorn)) desk.violation(`${where}: a character is cut in two`);
}
