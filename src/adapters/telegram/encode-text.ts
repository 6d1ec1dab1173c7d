import type { MessageEntity } from 'grammy/types';
import { type Mark, readMarkdown } from '../../core/delivery/markdown.ts';
import { tabulate } from '../../core/delivery/tabulate.ts';

/** What Telegram takes: plain text, and what stretches of it are. Offsets count UTF-16 units. */
export interface Formatted {
  readonly text: string;
  readonly entities: readonly MessageEntity[];
}

/** A stretch of the source and what stands there instead. */
interface Change {
  readonly from: number;
  readonly to: number;
  readonly by: string;
}

/** Look of a stretch, by offsets into the source. */
interface Style {
  readonly from: number;
  readonly to: number;
  readonly entity: Look;
}

type Look =
  | { readonly type: 'bold' | 'italic' | 'strikethrough' | 'code' | 'blockquote' }
  | { readonly type: 'pre'; readonly language?: string }
  | { readonly type: 'text_link'; readonly url: string };

/** Markdown as Telegram takes it: the marks become entities, everything else stays; nothing in it can ping. Pure. */
export function encodeText(source: string): Formatted {
  const whole = source.toWellFormed();
  if (!isMarked(whole)) return trimmed({ text: whole, entities: [] });
  const text = tabulate(whole);
  const marks = readMarkdown(text);
  const { text: bare, moved } = applied(text, changesIn(marks, text));
  const looks = marks
    .flatMap((mark) => stylesOf(mark, text))
    .map(({ from, to, entity }) => ({ ...entity, offset: moved(from), length: moved(to) - moved(from) }));
  const entities = untangled(looks as readonly MessageEntity[]).flatMap((entity) => tight(bare, entity));
  return trimmed(harmless({ text: bare, entities }));
}

/** At least as long as `encodeText` makes it, UTF-16 units, and found much faster. */
export function encodedLength(source: string): number {
  const whole = source.toWellFormed();
  if (!isMarked(whole)) return whole.length;
  const text = tabulate(whole);
  return applied(text, changesIn(readMarkdown(text), text)).text.length + text.split('@').length - 1;
}

/** Texts one after the other, their entities moved along. */
export function joined(parts: readonly Formatted[]): Formatted {
  return parts.reduce((before, { text, entities }) => ({
    text: before.text + text,
    entities: [...before.entities, ...shifted(entities, before.text.length)],
  }));
}

export const shifted = (entities: readonly MessageEntity[], by: number): readonly MessageEntity[] =>
  entities.map((entity) => ({ ...entity, offset: entity.offset + by }));

/** An empty sign no reader sees keeps `@name` from being a mention; inside code and links nothing is one anyway. */
export function harmless({ text, entities }: Formatted): Formatted {
  const solid = entities.filter(isSolid);
  const signs = [...text.matchAll(/(?<![\p{L}\p{N}_])@(?=[a-z0-9_])/giu)]
    .map(({ index }) => index + 1)
    .filter((at) => !solid.some(({ offset, length }) => at > offset && at <= offset + length));
  if (signs.length === 0) return { text, entities };
  const { text: safe, moved } = applied(
    text,
    signs.map((at) => ({ from: at, to: at, by: EMPTY })),
  );
  return {
    text: safe,
    entities: entities.map((entity) => {
      const offset = moved(entity.offset);
      return { ...entity, offset, length: moved(entity.offset + entity.length) - offset };
    }),
  };
}

const EMPTY = '\u2060';

const isMarked = (text: string): boolean => /[\\`*_~[\]<>#|@]/.test(text);

const changesIn = (marks: readonly Mark[], text: string): readonly Change[] =>
  marks.flatMap((mark) => changesOf(mark, text)).toSorted((a, b) => a.from - b.from);

function changesOf(mark: Mark, text: string): readonly Change[] {
  const { kind, from, to, innerFrom, innerTo } = mark;
  const around = (after = ''): readonly Change[] => [
    { from, to: innerFrom, by: '' },
    { from: innerTo, to, by: after },
  ];
  switch (kind) {
    case 'quote':
      return [...text.slice(from, to).matchAll(/^[ \t]{0,3}(?:>[ \t]?)+/gm)].map(({ index, 0: prefix }) => ({
        from: from + index,
        to: from + index + prefix.length,
        by: '',
      }));
    case 'link':
    case 'image': {
      if (innerFrom === innerTo) return [{ from, to, by: mark.url ?? '' }];
      const { url = '' } = mark;
      return around(isWeb(url) || url === '' || text[from] === '<' ? '' : ` (${url})`);
    }
    case 'table':
      return [];
    default:
      return around();
  }
}

function stylesOf({ kind, from, innerFrom, innerTo, url, language }: Mark, text: string): readonly Style[] {
  const inner = (entity: Look): readonly Style[] => [{ from: innerFrom, to: innerTo, entity }];
  switch (kind) {
    case 'bold':
    case 'italic':
    case 'strikethrough':
    case 'code':
      return inner({ type: kind });
    case 'heading':
      return inner({ type: 'bold' });
    case 'quote':
      return inner({ type: 'blockquote' });
    case 'fence':
      return inner({
        type: 'pre',
        ...(language === undefined || !/^[\w+#.-]{1,30}$/.test(language) ? {} : { language }),
      });
    case 'link':
    case 'image':
      // An address that is written out becomes a link by itself.
      return url !== undefined && isWeb(url) && text[from] !== '<' ? inner({ type: 'text_link', url }) : [];
    default:
      return [];
  }
}

/** Only these: `tg://user?id=` would be a mention. */
const isWeb = (url = ''): boolean => /^https?:\/\//i.test(url) && URL.canParse(url);

/** `text` with the changes made, and where an offset into it is now. Of changes that overlap the first one counts. */
function applied(text: string, changes: readonly Change[]) {
  const kept: Change[] = [];
  for (const change of changes) if (change.from >= (kept.at(-1)?.to ?? 0)) kept.push(change);
  const starts: { readonly source: number; readonly target: number }[] = [{ source: 0, target: 0 }];
  let result = '';
  let at = 0;
  for (const { from, to, by } of kept) {
    result += text.slice(at, from);
    // What is put in belongs to neither side.
    starts.push({ source: from, target: result.length });
    result += by;
    starts.push({ source: to === from ? from + 0.5 : to, target: result.length });
    at = to;
  }
  result += text.slice(at);
  const moved = (offset: number): number => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle]?.source ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const { source, target } = starts[low] ?? { source: 0, target: 0 };
    const next = starts[low + 1]?.target ?? result.length;
    return Math.min(next, target + Math.ceil(offset - source));
  };
  return { text: result, moved };
}

/** Telegram wants no white space at the ends of an entity, and none that is empty. */
function tight(text: string, entity: MessageEntity): readonly MessageEntity[] {
  const inner = text.slice(entity.offset, entity.offset + entity.length);
  const length = inner.trim().length;
  const offset = entity.offset + inner.length - inner.trimStart().length;
  return length === 0 ? [] : [{ ...entity, offset, length }];
}

/**
 * Code and links hold nothing else of their kind; other looks go round code; the same look twice is once.
 * `entities` in reading order, outer before inner.
 */
function untangled(entities: readonly MessageEntity[]): readonly MessageEntity[] {
  /** Where the last one of each kind ends; code and links are of one kind. */
  const ends = new Map<string, number>();
  const outermost = entities.filter((entity) => {
    const kind = isSolid(entity) ? 'solid' : entity.type;
    const end = entity.offset + entity.length;
    if (end <= (ends.get(kind) ?? -1)) return false;
    ends.set(kind, end);
    return true;
  });
  const code = outermost.filter(({ type }) => type === 'pre' || type === 'code');
  let first = 0;
  return outermost
    .flatMap((entity) => {
      while (endOf(code[first]) <= entity.offset) first++;
      const isRound = !isSolid(entity) && entity.type !== 'blockquote';
      return isRound ? without(entity, code, first) : [entity];
    })
    .toSorted((a, b) => a.offset - b.offset || b.length - a.length);
}

const endOf = (entity: MessageEntity | undefined): number =>
  entity === undefined ? Number.POSITIVE_INFINITY : entity.offset + entity.length;

/** What is left of an entity between the holes, of which those before `first` lie before it. */
function without(
  entity: MessageEntity,
  holes: readonly MessageEntity[],
  first: number,
): readonly MessageEntity[] {
  const end = endOf(entity);
  const pieces: MessageEntity[] = [];
  let from = entity.offset;
  for (let index = first; (holes[index]?.offset ?? end) < end; index++) {
    const hole = holes[index]!;
    if (hole.offset > from) pieces.push({ ...entity, offset: from, length: hole.offset - from });
    from = Math.max(from, endOf(hole));
  }
  return from < end ? [...pieces, { ...entity, offset: from, length: end - from }] : pieces;
}

const isSolid = ({ type }: MessageEntity): boolean => ['pre', 'code', 'text_link'].includes(type);

/** Telegram drops blank lines in front and white space behind: the offsets are to mean what is left. */
function trimmed({ text, entities }: Formatted): Formatted {
  const kept = text.trimEnd();
  const cut = /^(?:[^\S\n]*\n)+/.exec(kept)?.[0].length ?? 0;
  if (cut === 0 && kept.length === text.length) return { text, entities };
  const rest = kept.slice(cut);
  return {
    text: rest,
    entities: entities.flatMap((entity) => {
      const from = Math.max(0, entity.offset - cut);
      const to = Math.min(rest.length, entity.offset + entity.length - cut);
      return to > from ? [{ ...entity, offset: from, length: to - from }] : [];
    }),
  };
}
