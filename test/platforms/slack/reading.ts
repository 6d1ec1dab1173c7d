import { isObject } from './blocks.ts';
import { readable } from './markup.ts';
import { type Json, stringOf, type World } from './world.ts';

/** An element somebody can press or choose from, with the block it is in. */
export interface Pressable {
  readonly label: string;
  readonly blockId: string;
  readonly element: Json;
  /** The option that is chosen by pressing it, where it is a menu. */
  readonly option?: Json;
}

/** Lines of text of blocks, as a client shows them. */
export function textOf(blocks: readonly Json[], world: World): string {
  return blocks.flatMap((block) => linesOf(block, world)).join('\n');
}

/** Buttons, and the options of menus, in order. */
export function pressables(blocks: readonly Json[]): readonly Pressable[] {
  return blocks.flatMap((block) => {
    const blockId = stringOf(block.block_id);
    return elementsOf(block).flatMap((element): Pressable[] => {
      if (element.type === 'button' || element.type === 'icon_button')
        return [{ label: plainOf(element.text), blockId, element }];
      if (element.type === 'feedback_buttons')
        return [element.positive_button, element.negative_button]
          .filter(isObject)
          .map((button) => ({ label: plainOf(button.text), blockId, element: { ...element, ...button } }));
      return listOf(element.options).map((option) => ({
        label: plainOf(option.text),
        blockId,
        element,
        option,
      }));
    });
  });
}

/** Labels of the buttons alone. */
export const buttonsOf = (blocks: readonly Json[]): readonly string[] =>
  pressables(blocks)
    .filter(({ option }) => option === undefined)
    .map(({ label }) => label);

/** Blocks with the ids Slack makes up for those that have none. */
export const withIds = (blocks: readonly Json[], world: World): readonly Json[] =>
  blocks.map((block) => ({ block_id: world.id('b'), ...block }));

/** Every string of blocks in which mark-up counts. */
export function markedTexts(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(markedTexts);
  if (!isObject(value)) return [];
  if ((value.type === 'mrkdwn' || value.type === 'markdown') && typeof value.text === 'string')
    return [value.text];
  return Object.values(value).flatMap(markedTexts);
}

/** Every string there is, wherever. */
export function allStrings(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(allStrings);
  return isObject(value) ? Object.values(value).flatMap(allStrings) : [];
}

export const listOf = (value: unknown): readonly Json[] =>
  Array.isArray(value) ? value.filter(isObject) : [];

export const plainOf = (text: unknown): string => (isObject(text) ? stringOf(text.text) : '');

/** Names of people, the bot and channels by their ids. */
export const naming =
  (world: World) =>
  (id: string): string | undefined =>
    id === world.bot.user ? world.bot.name : (world.people.get(id)?.name ?? world.channels.get(id)?.name);

function elementsOf(block: Json): readonly Json[] {
  const accessory = isObject(block.accessory) ? [block.accessory] : [];
  const inside = [...listOf(block.actions), ...listOf(block.child_blocks).flatMap(elementsOf)];
  return [...accessory, ...(block.type === 'context' ? [] : listOf(block.elements)), ...inside];
}

function linesOf(block: Json, world: World): readonly string[] {
  const shown = (text: unknown): string =>
    isObject(text) && text.type === 'mrkdwn' ? readable(plainOf(text), naming(world)) : plainOf(text);
  switch (block.type) {
    case 'section':
      return [block.text, ...listOf(block.fields)].filter(isObject).map(shown);
    case 'header':
    case 'alert':
      return [shown(block.text)];
    case 'markdown':
      return [readable(stringOf(block.text), naming(world), true)];
    case 'context':
      return [
        listOf(block.elements)
          .filter(({ type }) => type !== 'image')
          .map(shown)
          .join(' '),
      ].filter(Boolean);
    case 'input':
      return [shown(block.label)];
    case 'rich_text':
      return [richText(block)];
    case 'card':
      return [block.title, block.subtitle, block.body].filter(isObject).map(shown);
    case 'container':
      return [shown(block.title), ...listOf(block.child_blocks).flatMap((child) => linesOf(child, world))];
    default:
      return [];
  }
}

const richText = (value: Json): string =>
  [...(typeof value.text === 'string' ? [value.text] : []), ...listOf(value.elements).map(richText)].join('');
