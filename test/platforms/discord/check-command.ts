import { textOf } from './text.ts';
import type { Bag } from './types.ts';

/** Languages localisations may be in. */
const languages = new Set(
  'id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko'.split(
    ' ',
  ),
);
const pattern = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
/** Kinds of options that may have choices and autocompletion. */
const choosable = new Set([3, 4, 10]);

/** What Discord refuses in an application command. */
export function checkCommand(command: Bag): readonly string[] {
  const faults: string[] = [];
  const { type = 1, contexts, integration_types: places, default_member_permissions: needed } = command;
  if (type === 1) {
    checkName(command, 'name', faults);
    checkDescription(command, 'description', faults);
    const options = listOf(command.options);
    checkOptions(options, 'options', faults, 0);
    if (size(command) > 8000) faults.push('command: exceeds 8000 characters');
  } else if (type === 2 || type === 3) {
    if (!isLength(command.name, 1, 32)) faults.push('name: must be between 1 and 32 in length');
    if (command.description) faults.push('description: context menu commands cannot have one');
    if (listOf(command.options).length > 0) faults.push('options: context menu commands cannot have any');
  } else faults.push(`type: ${String(type)} is no type of command`);
  if (contexts !== undefined && contexts !== null) checkSet(contexts, [0, 1, 2], 'contexts', faults);
  if (places !== undefined && places !== null) checkSet(places, [0, 1], 'integration_types', faults);
  if (needed !== undefined && needed !== null && !/^\d+$/u.test(textOf(needed)))
    faults.push('default_member_permissions: must be a number in a string');
  return faults;
}

/** What Discord refuses in a whole list of commands. */
export function checkCommands(commands: readonly Bag[]): readonly string[] {
  const faults = commands.flatMap((one, at) => checkCommand(one).map((fault) => `${at}.${fault}`));
  for (const [type, most] of [
    [1, 100],
    [2, 15],
    [3, 15],
  ] as const)
    if (commands.filter((one) => (one.type ?? 1) === type).length > most)
      faults.push(`more than ${most} commands of type ${type}`);
  const names = commands.map((one) => `${textOf(one.type ?? 1)} ${String(one.name)}`);
  if (new Set(names).size !== names.length) faults.push('Application command names must be unique');
  return faults;
}

function checkOptions(options: readonly Bag[], path: string, faults: string[], depth: number): void {
  if (options.length > 25) faults.push(`${path}: must be 25 or fewer`);
  const names = options.map(({ name }) => name);
  if (new Set(names).size !== names.length) faults.push(`${path}: option names must be unique`);
  const nested = options.filter(({ type }) => type === 1 || type === 2).length;
  if (nested > 0 && nested < options.length) faults.push(`${path}: sub-commands and options cannot be mixed`);
  let isOptionalSeen = false;
  for (const [at, option] of options.entries()) {
    const here = `${path}.${at}`;
    if (option.required === true && isOptionalSeen)
      faults.push(`${here}: Required options must be placed before non-required options`);
    isOptionalSeen ||= option.required !== true;
    checkOption(option, here, faults, depth);
  }
}

function checkOption(option: Bag, path: string, faults: string[], depth: number): void {
  const type = Number(option.type);
  if (!(type >= 1 && type <= 11)) faults.push(`${path}.type: ${String(option.type)} is no type of option`);
  checkName(option, `${path}.name`, faults);
  checkDescription(option, `${path}.description`, faults);
  const inner = listOf(option.options);
  if (type === 2 && depth > 0) faults.push(`${path}: groups cannot be nested`);
  if (type === 1 && depth > 1) faults.push(`${path}: sub-commands cannot be nested`);
  if (type > 2 && inner.length > 0) faults.push(`${path}.options: only sub-commands have options`);
  if (type === 2 && inner.some((one) => one.type !== 1))
    faults.push(`${path}.options: a group holds sub-commands`);
  if (type === 1 && inner.some((one) => Number(one.type) < 3))
    faults.push(`${path}.options: sub-commands cannot nest`);
  if (type <= 2) checkOptions(inner, `${path}.options`, faults, type === 2 ? 1 : 2);
  checkChoices(option, path, faults);
  const { min_value: least, max_value: most, min_length: shortest, max_length: longest } = option;
  if ((least !== undefined || most !== undefined) && type !== 4 && type !== 10)
    faults.push(`${path}: only numbers have a least and a greatest value`);
  if (shortest !== undefined || longest !== undefined) {
    if (type !== 3) faults.push(`${path}: only strings have a length`);
    if (Number(shortest ?? 0) < 0 || Number(shortest ?? 0) > 6000)
      faults.push(`${path}.min_length: out of range`);
    if (Number(longest ?? 1) < 1 || Number(longest ?? 1) > 6000)
      faults.push(`${path}.max_length: out of range`);
  }
}

function checkChoices(option: Bag, path: string, faults: string[]): void {
  const choices = listOf(option.choices);
  const type = Number(option.type);
  if ((choices.length > 0 || option.autocomplete === true) && !choosable.has(type))
    faults.push(`${path}: this type has no choices and no autocompletion`);
  if (choices.length > 0 && option.autocomplete === true)
    faults.push(`${path}: choices and autocompletion exclude each other`);
  faults.push(...checkChoiceList(choices, type).map((fault) => `${path}.choices${fault}`));
}

/** What Discord refuses in choices of an option of this type; also the answer to an autocompletion. */
export function checkChoiceList(choices: readonly Bag[], type: number): readonly string[] {
  const faults: string[] = [];
  if (choices.length > 25) faults.push(': must be 25 or fewer');
  for (const [at, { name, value, name_localizations: names }] of choices.entries()) {
    if (!isLength(name, 1, 100)) faults.push(`.${at}.name: must be between 1 and 100 in length`);
    const isFit = type === 3 ? isLength(value, 0, 100) : typeof value === 'number';
    if (!isFit) faults.push(`.${at}.value: does not fit the type or is longer than 100`);
    for (const [language, text] of Object.entries((names as Bag | null | undefined) ?? {})) {
      if (!languages.has(language)) faults.push(`.${at}.name_localizations: ${language} is no language`);
      if (text !== null && !isLength(text, 1, 100))
        faults.push(`.${at}.name_localizations.${language}: 1 to 100`);
    }
  }
  return faults;
}

function checkName(bag: Bag, path: string, faults: string[]): void {
  const check = (value: unknown, where: string): void => {
    const isFit = typeof value === 'string' && pattern.test(value) && value === value.toLowerCase();
    if (!isFit) faults.push(`${where}: "${String(value)}" is no name of a command or option`);
  };
  check(bag.name, path);
  forLanguages(bag.name_localizations, `${path}_localizations`, faults, check);
}

function checkDescription(bag: Bag, path: string, faults: string[]): void {
  const check = (value: unknown, where: string): void => {
    if (!isLength(value, 1, 100)) faults.push(`${where}: must be between 1 and 100 in length`);
  };
  check(bag.description, path);
  forLanguages(bag.description_localizations, `${path}_localizations`, faults, check);
}

function forLanguages(
  texts: unknown,
  path: string,
  faults: string[],
  check: (value: unknown, where: string) => void,
): void {
  for (const [language, text] of Object.entries((texts as Bag | null | undefined) ?? {})) {
    if (!languages.has(language)) faults.push(`${path}: ${language} is no language`);
    if (text !== null) check(text, `${path}.${language}`);
  }
}

function checkSet(value: unknown, allowed: readonly number[], path: string, faults: string[]): void {
  const list = Array.isArray(value) ? (value as unknown[]) : [undefined];
  const isFit =
    list.length > 0 &&
    new Set(list).size === list.length &&
    list.every((one) => allowed.includes(Number(one)));
  if (!isFit) faults.push(`${path}: must be distinct values of ${allowed.join(', ')}`);
}

/** Characters of names, descriptions and values, each with its longest localisation. */
function size(bag: Bag): number {
  const longest = (text: unknown, others: unknown): number =>
    Math.max(
      textOf(text).length,
      ...Object.values((others as Bag | null) ?? {}).map((one) => textOf(one).length),
    );
  const own =
    longest(bag.name, bag.name_localizations) + longest(bag.description, bag.description_localizations);
  const choices = listOf(bag.choices).reduce(
    (sum, one) => sum + longest(one.name, one.name_localizations) + String(one.value).length,
    0,
  );
  return own + choices + listOf(bag.options).reduce((sum, one) => sum + size(one), 0);
}

const listOf = (value: unknown): readonly Bag[] => (Array.isArray(value) ? (value as Bag[]) : []);

const isLength = (value: unknown, least: number, most: number): boolean =>
  typeof value === 'string' && [...value].length >= least && [...value].length <= most;
