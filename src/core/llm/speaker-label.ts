import type { TextFilter } from './text-filter.ts';

/** Labels of chat templates, which models repeat whatever the people are called. */
const ROLES = ['assistant', 'user'];
/** A model that labels itself twice is known; more is its text. */
const MAX_LABELS = 3;
/** Longer names are not looked for: whatever may be a label is held back from the reader. */
const MAX_NAME = 64;

/**
 * Takes speaker's labels (`Alicia:`, `[Alicia]:`, `**Alicia:**`, `User says:`) and white space off the front
 * of an answer. Holds text back only while it may still become a label.
 */
export function createLabelFilter(names: readonly string[]): TextFilter {
  const labels = new Set<string>();
  const starts = new Set<string>();
  for (const name of new Set([...names, ...ROLES])) {
    const trimmed = name.trim();
    if (trimmed === '' || trimmed.length > MAX_NAME) continue;
    for (const label of labelsOf(fold(trimmed))) {
      labels.add(label);
      for (let length = 1; length < label.length; length += 1) starts.add(label.slice(0, length));
    }
  }
  let isOpen = true;
  let taken = 0;
  let held = '';

  const push = (text: string): string => {
    if (!isOpen) return text;
    for (let at = 0; at < text.length; at += 1) {
      const unit = text.charAt(at);
      if (held === '' && unit.trim() === '') continue;
      held += unit;
      const folded = fold(held);
      if (labels.has(folded) && taken < MAX_LABELS) {
        taken += 1;
        held = '';
      } else if (!starts.has(folded) || taken >= MAX_LABELS) {
        isOpen = false;
        const rest = held + text.slice(at + 1);
        held = '';
        return rest;
      }
    }
    return '';
  };
  return {
    push,
    end() {
      const rest = held;
      held = '';
      isOpen = false;
      return rest;
    },
  };
}

/** All the ways a line is labelled with a name, folded. */
function labelsOf(name: string): readonly string[] {
  const who = [name, `${name} says`, `${name} said`, `${name} dice`, `${name} dijo`];
  return who.flatMap((label) =>
    [':', '：'].flatMap((colon) => [
      `${label}${colon}`,
      `${label} ${colon}`,
      `[${label}]${colon}`,
      `[${label}${colon}]`,
      `(${label})${colon}`,
      `*${label}${colon}*`,
      `*${label}*${colon}`,
      `**${label}${colon}**`,
      `**${label}**${colon}`,
      `<${label}>${colon}`,
    ]),
  );
}

/** Lower case that keeps every unit in its place. */
function fold(text: string): string {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  return Array.from({ length: text.length }, (_, at) => {
    const unit = text.charAt(at).toLowerCase();
    return unit.length === 1 ? unit : text.charAt(at);
  }).join('');
}
