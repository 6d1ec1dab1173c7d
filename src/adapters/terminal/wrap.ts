/** Breaks lines between words for text that comes piece by piece. */
export interface Wrap {
  /** What of the text so far can be printed after what was printed already. */
  push(text: string): string;
  /** The rest. */
  end(): string;
}

/** Room that must be left for a word of which only a part has come to be printed already; most are shorter. */
const ROOM = 24;

/** Lines of at most `columns`; the first one has `used` columns printed. Words longer than a line are left alone. */
export function createWrap(columns: number, used = 0): Wrap {
  let column = used;
  let gap = '';
  let word = '';

  function flush(): string {
    if (word === '') return '';
    const width = widthOf(word);
    const isOver = column + gap.length + width > columns && column > 0;
    const printed = isOver ? `\n${word}` : gap + word;
    column = isOver ? width : column + gap.length + width;
    gap = '';
    word = '';
    return printed;
  }

  return {
    push(text) {
      let printed = '';
      for (const piece of text.split(/(\n|[^\S\n]+)/)) {
        if (piece === '') continue;
        if (piece === '\n') {
          printed += `${flush()}\n`;
          gap = '';
          column = 0;
        } else if (/^\s/.test(piece)) {
          printed += flush();
          gap += piece.replaceAll('\t', '  ');
        } else word += piece;
      }
      const hasRoom = word !== '' && column + gap.length + widthOf(word) + ROOM <= columns;
      return hasRoom ? printed + flush() : printed;
    },
    end: flush,
  };
}

/** A whole text at once. */
export function wrapped(text: string, columns: number, used = 0): string {
  const wrap = createWrap(columns, used);
  return wrap.push(text) + wrap.end();
}

/** The only sequences we write ourselves; of anybody else none gets this far. */
const COLOUR = /\x1b\[[\d;]{0,20}m/g;
const letters = new Intl.Segmenter();
const WIDE =
  /\p{Emoji_Presentation}|\ufe0f|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;

/** Columns a terminal gives a text: two for emoji and East Asian letters, none for marks and colours. */
export function widthOf(text: string): number {
  const plain = text.includes('\x1b') ? text.replace(COLOUR, '') : text;
  if (/^[\x20-\u02ff]*$/.test(plain)) return plain.length;
  let width = 0;
  for (const { segment } of letters.segment(plain)) {
    if (WIDE.test(segment)) width += 2;
    else if (/[^\p{M}\p{Cf}]/u.test(segment)) width += 1;
  }
  return width;
}
