import { textOf } from './text.ts';
import type { Bag } from './types.ts';

interface Sheet {
  readonly faults: string[];
  readonly ids: Set<string>;
  count: number;
  text: number;
}

const interactive = new Set([2, 3, 4, 5, 6, 7, 8, 19, 21, 22, 23]);
const selects = new Set([3, 5, 6, 7, 8]);
const topV2 = new Set([1, 9, 10, 12, 13, 14, 17]);
const inContainer = new Set([1, 9, 10, 12, 13, 14]);

/** What Discord refuses in the components of a message; `isV2`: with the components v2 flag. */
export function checkComponents(value: unknown, isV2: boolean): readonly string[] {
  if (!Array.isArray(value)) return ['components: must be a list'];
  const sheet: Sheet = { faults: [], ids: new Set(), count: 0, text: 0 };
  if (!isV2 && value.length > 5) sheet.faults.push('components: must be 5 or fewer rows');
  for (const [at, one] of (value as Bag[]).entries()) {
    const path = `components.${at}`;
    const isFit = isV2 ? topV2.has(Number(one.type)) : one.type === 1;
    if (!isFit) sheet.faults.push(`${path}: component type ${String(one.type)} cannot stand here`);
    else checkOne(one, path, sheet);
  }
  if (isV2 && sheet.count > 40) sheet.faults.push('components: must be 40 or fewer altogether');
  if (isV2 && sheet.text > 4000) sheet.faults.push('components: must hold 4000 or fewer characters of text');
  return sheet.faults;
}

/** What Discord refuses in a modal. */
export function checkModal(modal: Bag): readonly string[] {
  const sheet: Sheet = { faults: [], ids: new Set(), count: 0, text: 0 };
  const { title, components } = modal;
  length(sheet, 'title', title, 1, 45);
  length(sheet, 'custom_id', modal.custom_id, 1, 100);
  if (!Array.isArray(components) || components.length < 1 || components.length > 5)
    return [...sheet.faults, 'components: must be between 1 and 5'];
  for (const [at, one] of (components as Bag[]).entries()) {
    const path = `components.${at}`;
    if (one.type === 1) {
      const inner = children(one);
      if (inner.length !== 1 || inner[0]?.type !== 4) sheet.faults.push(`${path}: must hold one text input`);
      else checkTextInput(inner[0], `${path}.components.0`, sheet, true);
    } else if (one.type === 18) checkLabel(one, path, sheet);
    else if (one.type === 10) length(sheet, `${path}.content`, one.content, 1, 4000);
    else sheet.faults.push(`${path}: component type ${String(one.type)} cannot stand in a modal`);
  }
  return sheet.faults;
}

function checkLabel(label: Bag, path: string, sheet: Sheet): void {
  length(sheet, `${path}.label`, label.label, 1, 45);
  if (label.description) length(sheet, `${path}.description`, label.description, 1, 100);
  const inner = label.component as Bag | undefined;
  const at = `${path}.component`;
  if (inner?.type === 4) checkTextInput(inner, at, sheet, false);
  else if (selects.has(Number(inner?.type))) checkSelect(inner as Bag, at, sheet);
  else if ([19, 21, 22, 23].includes(Number(inner?.type))) checkCustomId(inner as Bag, at, sheet);
  else sheet.faults.push(`${at}: component type ${String(inner?.type)} cannot stand in a label`);
}

function checkTextInput(input: Bag, path: string, sheet: Sheet, isInRow: boolean): void {
  checkCustomId(input, path, sheet);
  if (isInRow) length(sheet, `${path}.label`, input.label, 1, 45);
  else if (input.label) sheet.faults.push(`${path}.label: cannot be set inside a label`);
  if (input.style !== 1 && input.style !== 2) sheet.faults.push(`${path}.style: must be 1 or 2`);
  const least = Number(input.min_length ?? 0);
  const most = Number(input.max_length ?? 4000);
  if (least < 0 || least > 4000 || most < 1 || most > 4000 || least > most)
    sheet.faults.push(`${path}: lengths ${least} to ${most} are out of range`);
  if (input.value) length(sheet, `${path}.value`, input.value, 0, Math.min(4000, most));
  if (input.placeholder) length(sheet, `${path}.placeholder`, input.placeholder, 1, 100);
}

function checkOne(one: Bag, path: string, sheet: Sheet) {
  sheet.count += 1;
  const inner = children(one);
  switch (one.type) {
    case 1:
      return checkRow(inner, path, sheet);
    case 9:
      if (inner.length < 1 || inner.length > 3) sheet.faults.push(`${path}: a section holds 1 to 3 texts`);
      checkChildren(inner, path, sheet, new Set([10]));
      return checkChildren([one.accessory as Bag], `${path}.accessory`, sheet, new Set([2, 11]));
    case 10:
      sheet.text += [...textOf(one.content)].length;
      return length(sheet, `${path}.content`, one.content, 1, 4000);
    case 11:
      return checkMedia(one.media, `${path}.media`, sheet);
    case 12: {
      const items = (one.items as Bag[] | undefined) ?? [];
      if (items.length < 1 || items.length > 10) sheet.faults.push(`${path}.items: must be between 1 and 10`);
      for (const [at, item] of items.entries()) checkMedia(item.media, `${path}.items.${at}`, sheet);
      return;
    }
    case 13:
      return checkMedia(one.file, `${path}.file`, sheet);
    case 17:
      if (inner.length < 1) sheet.faults.push(`${path}: a container holds something`);
      return checkChildren(inner, path, sheet, inContainer);
    case 2:
      return checkButton(one, path, sheet);
    default:
      if (selects.has(Number(one.type))) checkSelect(one, path, sheet);
  }
}

function checkChildren(list: readonly Bag[], path: string, sheet: Sheet, fit: ReadonlySet<number>): void {
  for (const [at, one] of list.entries())
    if (!fit.has(Number(one?.type)))
      sheet.faults.push(`${path}.${at}: component type ${String(one?.type)} cannot stand here`);
    else checkOne(one, `${path}.${at}`, sheet);
}

function checkRow(inner: readonly Bag[], path: string, sheet: Sheet): void {
  const isButtons = inner.every(({ type }) => type === 2);
  const isSelect = inner.length === 1 && selects.has(Number(inner[0]?.type));
  if (inner.length < 1) sheet.faults.push(`${path}.components: must hold 1 to 5 components`);
  else if (!isButtons && !isSelect) sheet.faults.push(`${path}: a row holds buttons or one select`);
  else if (inner.length > 5) sheet.faults.push(`${path}.components: must be 5 or fewer buttons`);
  for (const [at, one] of inner.entries()) checkOne(one, `${path}.components.${at}`, sheet);
}

function checkButton(button: Bag, path: string, sheet: Sheet) {
  const style = Number(button.style);
  if (!(style >= 1 && style <= 6)) sheet.faults.push(`${path}.style: must be between 1 and 6`);
  if (style === 6) return;
  if (button.label) length(sheet, `${path}.label`, button.label, 1, 80);
  else if (!button.emoji) sheet.faults.push(`${path}: a button has a label or an emoji`);
  if (style === 5) {
    if (!/^(?:https?|discord):\/\/\S+$/u.test(String(button.url)))
      sheet.faults.push(`${path}.url: is not a well formed URL`);
  } else if (button.url) sheet.faults.push(`${path}.url: only links have one`);
  else checkCustomId(button, path, sheet);
}

function checkSelect(select: Bag, path: string, sheet: Sheet): void {
  checkCustomId(select, path, sheet);
  if (select.placeholder) length(sheet, `${path}.placeholder`, select.placeholder, 1, 150);
  const least = Number(select.min_values ?? 1);
  const most = Number(select.max_values ?? 1);
  if (least < 0 || least > 25 || most < 1 || most > 25 || least > most)
    sheet.faults.push(`${path}: ${least} to ${most} values are out of range`);
  if (select.type !== 3) return;
  const options = (select.options as Bag[] | undefined) ?? [];
  if (options.length < 1 || options.length > 25)
    sheet.faults.push(`${path}.options: must be between 1 and 25`);
  if (most > options.length) sheet.faults.push(`${path}.max_values: exceeds the options`);
  const values = new Set(options.map(({ value }) => value));
  if (values.size !== options.length) sheet.faults.push(`${path}.options: values must be unique`);
  for (const [at, option] of options.entries()) {
    length(sheet, `${path}.options.${at}.label`, option.label, 1, 100);
    length(sheet, `${path}.options.${at}.value`, option.value, 1, 100);
    if (option.description) length(sheet, `${path}.options.${at}.description`, option.description, 1, 100);
  }
}

function checkCustomId(one: Bag, path: string, sheet: Sheet): void {
  if (!interactive.has(Number(one.type))) return;
  length(sheet, `${path}.custom_id`, one.custom_id, 1, 100);
  const id = String(one.custom_id);
  if (sheet.ids.has(id)) sheet.faults.push(`${path}.custom_id: ${id} is duplicated`);
  sheet.ids.add(id);
}

function checkMedia(media: unknown, path: string, sheet: Sheet): void {
  const url = String((media as Bag | undefined)?.url);
  if (!/^(?:https?|attachment):\/\/\S+$/u.test(url))
    sheet.faults.push(`${path}.url: is not a well formed URL`);
}

const children = (one: Bag): readonly Bag[] =>
  Array.isArray(one.components) ? (one.components as Bag[]) : [];

function length(sheet: Sheet, path: string, value: unknown, least: number, most: number): void {
  const size = typeof value === 'string' ? [...value].length : -1;
  if (size < least || size > most)
    sheet.faults.push(`${path}: must be ${least} to ${most} in length (is ${size < 0 ? 'missing' : size})`);
}
