import type { Command, CommandForm, CommandOption } from '../../core/commands/command.ts';
import type { KithError } from '../../core/errors.ts';
import type { Language } from '../../core/message.ts';
import { permissions } from './permissions.ts';
import type { Rest } from './rest.ts';
import { wordsIn } from './words.ts';

/** An application command as Discord takes it. */
type Raw = Readonly<Record<string, unknown>>;

/** The command table as application commands, and the message command that remembers. Pure. */
export function applicationCommands(table: readonly Command[]): readonly Raw[] {
  const listed = table.filter(({ isUnlisted }) => isUnlisted !== true);
  const english = new Set(listed.map(({ name }) => name));
  const slash = listed.map((command) => ({
    type: 1,
    name: command.name,
    ...localNames(english.has(command.localName) ? undefined : command.localName),
    ...described(command.summary),
    options: command.options.map(optionOf),
    ...shared,
    default_member_permissions: command.role === 'admin' ? String(permissions['Manage Server']) : null,
  }));
  const onMessages = english.has('remember')
    ? [
        {
          type: 3,
          name: wordsIn.en.rememberThis,
          ...localNames(wordsIn.es.rememberThis),
          ...shared,
          default_member_permissions: null,
        },
      ]
    : [];
  return [...slash, ...onMessages];
}

/** A form as Discord opens it; what is sent back names the command. Pure. */
export function modalOf(name: string, form: CommandForm, language: Language): Raw {
  return {
    title: form.title[language],
    custom_id: `/${name}`,
    components: form.fields.map((field) => ({
      type: 18,
      label: field.label[language],
      component: {
        type: 4,
        custom_id: field.name,
        style: field.isLong === true ? 2 : 1,
        max_length: Math.min(field.maxLength, 4000),
        required: true,
      },
    })),
  };
}

/** Registers the commands where they differ from what Discord has; whether they did. @throws KithError */
export async function registerCommands(
  rest: Rest,
  application: string,
  wanted: readonly Raw[],
  guild?: string,
): Promise<boolean> {
  const path = pathOf(application, guild);
  const present = await registered(rest, application, guild).catch((error: unknown) => {
    // What is there cannot be seen: it is replaced.
    if (typeof (error as KithError).details?.status !== 'number') throw error;
    return undefined;
  });
  if (present !== undefined && isSame(present, wanted)) return false;
  await rest.ask({ method: 'PUT', path, body: wanted });
  return true;
}

export const registered = async (rest: Rest, application: string, guild?: string): Promise<readonly Raw[]> =>
  (await rest.ask({
    method: 'GET',
    path: pathOf(application, guild),
    query: { with_localizations: 'true' },
  })) as readonly Raw[];

/** Whether commands are registered as wanted, as far as people who use them see. */
export const isSame = (present: readonly Raw[], wanted: readonly Raw[]): boolean => {
  const isTold = present.some(({ description_localizations: local }) => (local ?? undefined) !== undefined);
  return shapeOf(present, isTold) === shapeOf(wanted, isTold);
};

const pathOf = (application: string, guild: string | undefined) =>
  `/applications/${application}${guild === undefined ? ('' as const) : (`/guilds/${guild}` as const)}/commands` as const;

/** Servers and direct chats with the bot; not somebody else's direct chat. Installed by servers. */
const shared = { contexts: [0, 1], integration_types: [0], nsfw: false } as const;

const SPANISH = ['es-ES', 'es-419'] as const;
const inSpanish = (text: string) => Object.fromEntries(SPANISH.map((tag) => [tag, text]));
const localNames = (name: string | undefined) =>
  name === undefined || name === '' ? {} : { name_localizations: inSpanish(name) };
const described = ({ en, es }: Readonly<Record<Language, string>>) => ({
  description: short(en),
  description_localizations: inSpanish(short(es)),
});

/** Discord's kinds of options. */
const TYPES = { choice: 3, text: 3, number: 4 } as const;
/** Most choices of an option. */
const MOST_CHOICES = 25;

function optionOf(option: CommandOption): Raw {
  const { name, localName, summary, kind, choices, suggests } = option;
  const offered = choices?.slice(0, MOST_CHOICES).map((value) => ({ name: value, value }));
  const canSuggest = offered === undefined && suggests !== undefined && kind !== 'number';
  return {
    type: TYPES[kind],
    name,
    ...localNames(localName),
    ...described(summary),
    ...(offered === undefined ? {} : { choices: offered }),
    ...(canSuggest ? { autocomplete: true } : {}),
    ...(kind === 'number' ? { min_value: 0 } : {}),
  };
}

/** At most 100 characters, Discord's limit for descriptions. */
const short = (text: string): string => (text.length <= 100 ? text : `${[...text].slice(0, 99).join('')}…`);

/**
 * What people see of commands, in one order and without what Discord adds or leaves out; `isLocal`: in other languages
 * too, which are told only where they are asked for.
 */
function shapeOf(commands: readonly Raw[], isLocal: boolean): string {
  const names = isLocal ? [...NAMES, ...LOCAL_NAMES] : NAMES;
  const shapes = commands.map((command) => ({
    ...pick(command, [...names, 'default_member_permissions']),
    nsfw: command.nsfw === true,
    contexts: sorted(command.contexts),
    places: sorted(command.integration_types),
    options: listOf(command.options).map((option) => ({
      ...pick(option, [...names, 'min_value']),
      autocomplete: option.autocomplete === true,
      choices: listOf(option.choices).map(({ name, value }) => [name, value]),
    })),
  }));
  const keyed = shapes.map((shape) => JSON.stringify(shape));
  return keyed.toSorted().join('\n');
}

const NAMES = ['type', 'name', 'description'] as const;
const LOCAL_NAMES = ['name_localizations', 'description_localizations'] as const;
const listOf = (value: unknown): readonly Raw[] => (Array.isArray(value) ? (value as Raw[]) : []);
const sorted = (value: unknown): string =>
  Array.isArray(value)
    ? value
        .map(String)
        .toSorted((a, b) => (a < b ? -1 : 1))
        .join()
    : '';
const pick = (raw: Raw, names: readonly string[]) =>
  Object.fromEntries(
    names.map((name) => {
      const value = raw[name] ?? '';
      const isMap = typeof value === 'object';
      return [name, isMap ? Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)) : value];
    }),
  );
