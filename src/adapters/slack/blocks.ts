import type { Command } from '../../core/commands/command.ts';
import { splitText } from '../../core/delivery/split.ts';
import type { Action, Language } from '../../core/message.ts';
import { encodeText } from './encode-text.ts';
import { wordsIn } from './words.ts';

export type Block = Readonly<Record<string, unknown>>;

/** Most characters of one section. */
const SECTION = 3_000;
/** Begins the id of a button whose answer takes no message's place. */
export const BESIDE = 'kith+';
/** Most buttons of one row. */
const PER_ROW = 25;

/** Markdown as sections, each within Slack's limit. */
export const sectionsOf = (markdown: string): readonly Block[] =>
  fitting(markdown, SECTION - 100).map((text) => ({
    type: 'section',
    text: { type: 'mrkdwn', text: encodeText(text) },
  }));

/**
 * Buttons; a button's value is the command it stands for.
 * @param isSaid under what a persona said: what is answered stands beside it
 */
export function buttonsOf(actions: readonly Action[], isSaid = false): readonly Block[] {
  const elements = actions.slice(0, PER_ROW).map(({ label, command, isDangerous }, index) => ({
    type: 'button',
    // Unique within the message, which is all that Slack asks for.
    action_id: `${isSaid ? BESIDE : 'kith:'}${index}`,
    text: plainText(label, 75),
    value: command.toWellFormed(),
    ...(isDangerous === true ? { style: 'danger' } : {}),
  }));
  return elements.length === 0 ? [] : [{ type: 'actions', elements }];
}

export const homeView = (blocks: readonly Block[]): Block => ({ type: 'home', blocks });

/** What a form has to remember between its opening and its submission. */
export interface FormMemory {
  readonly command: string;
  /** Absent: the Home tab. */
  readonly channel?: string;
  readonly thread?: string;
  readonly url?: string;
}

export const FORM = 'kith-form';

/** The form of a command. */
export function formView({ form }: Command, language: Language, memory: FormMemory): Block | undefined {
  if (form === undefined) return undefined;
  const words = wordsIn[language];
  return {
    type: 'modal',
    callback_id: FORM,
    private_metadata: JSON.stringify(memory),
    title: plainText(form.title[language], 24),
    submit: plainText(words.save, 24),
    close: plainText(words.cancel, 24),
    blocks: form.fields.map(({ name, label, isLong, maxLength }) => ({
      type: 'input',
      block_id: name,
      label: plainText(label[language], 2_000),
      element: {
        type: 'plain_text_input',
        action_id: name,
        multiline: isLong === true,
        max_length: Math.min(3_000, maxLength),
      },
    })),
  };
}

/** What a form was told when it was opened. */
export function formMemory(metadata: string): FormMemory | undefined {
  try {
    const memory = JSON.parse(metadata) as FormMemory;
    return typeof memory.command === 'string' ? memory : undefined;
  } catch {
    return undefined;
  }
}

const plainText = (text: string, most: number) => ({
  type: 'plain_text',
  text: [...text.toWellFormed()].slice(0, most).join(''),
  emoji: true,
});

const length = (text: string): number => Math.max(text.length, encodeText(text).length);

function fitting(markdown: string, limit: number): readonly string[] {
  return splitText(markdown, limit, length)
    .filter((part) => part.trim() !== '')
    .flatMap((part) => (length(part) <= SECTION || limit < 64 ? [part] : fitting(part, limit >> 1)));
}
