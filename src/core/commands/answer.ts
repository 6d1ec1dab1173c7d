import type { Action } from '../message.ts';
import type { CommandAnswer } from './command.ts';

/** What every platform takes: buttons of one answer, UTF-16 units of a label, bytes of a command. */
const MOST = 10;
const LABEL = 40;
const COMMAND = 60;

const bytes = new TextEncoder();

/** A text with buttons. A long label is cut; a command no platform could carry gets no button. */
export function answer(text: string, actions: readonly Action[]): CommandAnswer {
  const buttons = actions
    .filter(({ command }) => bytes.encode(command).length <= COMMAND)
    .slice(0, MOST)
    .map((action) => ({ ...action, label: cut(action.label) }));
  return buttons.length === 0 ? text : { text, actions: buttons };
}

const cut = (label: string): string =>
  label.length <= LABEL
    ? label
    : `${label
        .slice(0, LABEL - 1)
        .toWellFormed()
        .trimEnd()}…`;
