import type { TextFilter } from './text-filter.ts';

/** C0 without tab and line feed, DEL, and C1 (which holds a one-byte CSI). NUL is dealt with apart. */
const CONTROLS = /[\x01-\x08\x0b-\x1f\x7f-\x9f]/g;

/** Drops control characters, replaces NUL and half characters by U+FFFD; waits for the other half of a pair. */
export function createPlainText(): TextFilter {
  let held = '';
  const clean = (text: string) => text.toWellFormed().replaceAll('\0', '\ufffd').replace(CONTROLS, '');
  return {
    push(text) {
      const all = held + text;
      const last = all.charCodeAt(all.length - 1);
      held = last >= 0xd800 && last < 0xdc00 ? all.slice(-1) : '';
      return clean(held === '' ? all : all.slice(0, -1));
    },
    end() {
      const rest = clean(held);
      held = '';
      return rest;
    },
  };
}
