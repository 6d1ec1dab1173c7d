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
  let labels: readonly string[] | undefined;
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
      if (taken < MAX_LABELS && held.length === 1 && mayBegin(unit, names)) {
        labels ??= allLabels(names);
      }
      const possible = taken < MAX_LABELS ? (labels?.filter((label) => label.startsWith(folded)) ?? []) : [];
      if (possible.includes(folded)) {
        taken += 1;
        held = '';
      } else if (possible.length === 0) {
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

/** Whether a text that begins with `unit` may be a label: most do not, and need no list of labels. */
const mayBegin = (unit: string, names: readonly string[]): boolean =>
  '[(*<'.includes(unit) ||
  [...ROLES, ...names].some((name) => fold(name.trimStart().charAt(0)) === fold(unit));

const allLabels = (names: readonly string[]): readonly string[] =>
  [...new Set([...names, ...ROLES].map((name) => fold(name.trim())))]
    .filter((name) => name !== '' && name.length <= MAX_NAME)
    .flatMap(labelsOf);

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
