import type { Nodes, Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

export type MarkKind =
  | 'bold'
  | 'italic'
  | 'strikethrough'
  | 'code'
  | 'fence'
  | 'link'
  | 'image'
  | 'heading'
  | 'quote'
  | 'table'
  | 'escape';

/** A piece of mark-up and where it stands in the source. What is between `from` and `innerFrom` is mark, not text. */
export interface Mark {
  readonly kind: MarkKind;
  /** UTF-16 offsets into the source, marks included; `to` is exclusive. */
  readonly from: number;
  readonly to: number;
  /** What a reader reads of it. Of a quote and a table it is all of it: their marks are inside. */
  readonly innerFrom: number;
  readonly innerTo: number;
  readonly url?: string;
  /** Of a fence: the word after its back-ticks. */
  readonly language?: string;
  /** Of a table: its cells as written, heading first. */
  readonly rows?: readonly (readonly string[])[];
}

const KINDS: Readonly<Partial<Record<Nodes['type'], MarkKind>>> = {
  strong: 'bold',
  emphasis: 'italic',
  delete: 'strikethrough',
  inlineCode: 'code',
  link: 'link',
  image: 'image',
  heading: 'heading',
  blockquote: 'quote',
  table: 'table',
};

/**
 * Where the marks of a Markdown text (CommonMark with tables and strikethrough) are, in reading order, outer before
 * inner. The text itself is not touched: an encoder replaces the marks and keeps everything else as it was written.
 */
export function readMarkdown(text: string): readonly Mark[] {
  if (!/[\\*_~`[<>#|]/.test(text) && !/^\s*[=-]+\s*$/m.test(text)) return [];
  const marks: Mark[] = [];
  visit(fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }), text, marks);
  return marks;
}

function visit(node: Nodes | Root, text: string, marks: Mark[]): void {
  const found = markOf(node, text);
  if (found !== undefined) marks.push(found);
  if (node.type === 'text') marks.push(...escapes(node, text));
  if ('children' in node) for (const child of node.children) visit(child, text, marks);
}

function markOf(node: Nodes, text: string): Mark | undefined {
  const [from, to] = [node.position?.start.offset, node.position?.end.offset];
  if (from === undefined || to === undefined) return undefined;
  if (node.type === 'code') return fence(from, to, text);
  const kind = KINDS[node.type];
  if (kind === undefined) return undefined;
  const source = text.slice(from, to);
  const whole = { kind, from, to };
  switch (node.type) {
    case 'inlineCode': {
      const run = /^`+/.exec(source)?.[0].length ?? 0;
      return { ...whole, innerFrom: from + run, innerTo: to - run };
    }
    case 'image': {
      const end = source.indexOf(']');
      return { ...whole, innerFrom: from + 2, innerTo: from + Math.max(2, end), url: node.url };
    }
    case 'table':
      return {
        ...whole,
        innerFrom: from,
        innerTo: to,
        rows: node.children.map((row) => row.children.map((cell) => inner(cell, text))),
      };
    case 'blockquote':
      return { ...whole, innerFrom: from, innerTo: to };
    default: {
      const first = 'children' in node ? node.children[0]?.position?.start.offset : undefined;
      const last = 'children' in node ? node.children.at(-1)?.position?.end.offset : undefined;
      const mark = { ...whole, innerFrom: first ?? to, innerTo: last ?? to };
      return node.type === 'link' ? { ...mark, url: node.url } : mark;
    }
  }
}

function inner(node: Extract<Nodes, { children: unknown }>, text: string): string {
  const [from, to] = [node.children[0]?.position?.start.offset, node.children.at(-1)?.position?.end.offset];
  return from === undefined || to === undefined ? '' : text.slice(from, to);
}

/** Indented code is left as it stands: chat writers indent without meaning it. */
function fence(from: number, to: number, text: string): Mark | undefined {
  const opening = /^(`{3,}|~{3,})[ \t]*([^\s`]*)[^\n]*(\n|$)/.exec(text.slice(from, to));
  if (opening === null) return undefined;
  const [line, run = '', language = ''] = opening;
  const closing = new RegExp(`(^|\\n)[ \\t]*${run[0]}{${run.length},}[ \\t]*$`).exec(
    text.slice(from + line.length, to),
  );
  return {
    kind: 'fence',
    from,
    to,
    innerFrom: from + line.length,
    innerTo: closing === null ? to : from + line.length + closing.index,
    ...(language === '' ? {} : { language }),
  };
}

/** Back-slashes that keep a mark from being one. */
function escapes(node: Extract<Nodes, { type: 'text' }>, text: string): readonly Mark[] {
  const [from, to] = [node.position?.start.offset, node.position?.end.offset];
  if (from === undefined || to === undefined || node.value === text.slice(from, to)) return [];
  return [...text.slice(from, to).matchAll(/\\[!-/:-@[-`{-~]/g)].map(({ index }) => ({
    kind: 'escape',
    from: from + index,
    to: from + index + 2,
    innerFrom: from + index + 1,
    innerTo: from + index + 2,
  }));
}
