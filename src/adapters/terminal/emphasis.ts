import type { Paint } from './encode.ts';

/** Bold for Markdown that comes piece by piece: what is shown cannot be taken back, so a mark counts as it comes. */
export interface Emphasis {
  /** What of the text so far can be shown, its `**` painted. */
  push(text: string): string;
  end(): string;
}

export function createEmphasis(paint: Paint): Emphasis {
  const [on = '', off = ''] = paint('bold', '\0').split('\0');
  let isBold = false;
  /** A star that may become a mark with the next piece. */
  let held = '';

  const close = () => {
    const code = isBold ? off : '';
    isBold = false;
    return code;
  };
  return {
    push(text) {
      let shown = '';
      const whole = held + text;
      // Stars count in pairs from the left; one that is left over has to wait.
      const stars = /(?<!\*)\*+$/.exec(whole)?.[0].length ?? 0;
      held = stars % 2 === 1 ? '*' : '';
      const ready = whole.slice(0, whole.length - held.length);
      for (const [piece] of ready.matchAll(/\*\*|\n|[^*\n]+|\*/g)) {
        if (piece === '\n') shown += `${close()}\n`;
        else if (piece !== '**') shown += piece;
        else if (isBold) shown += close();
        else {
          isBold = true;
          shown += on;
        }
      }
      return shown;
    },
    end() {
      const rest = held;
      held = '';
      return rest + close();
    },
  };
}
