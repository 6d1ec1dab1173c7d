import type {
  APIApplicationCommandInteractionDataOption,
  APIChatInputApplicationCommandInteractionData,
  APIInteraction,
  APIMessageApplicationCommandInteraction,
} from 'discord.js';
import type { Command } from '../../core/commands/command.ts';
import { parseCommand } from '../../core/commands/parse.ts';
import { cleanText } from '../../core/llm/clean-text.ts';
import type { Author, IncomingCommand } from '../../core/message.ts';
import type { Atlas } from './atlas.ts';
import { commandOf } from './encode.ts';
import { accountOf, eventOf } from './ids.ts';
import { nameOf } from './name.ts';
import { bitsOf, isKeeper } from './permissions.ts';

/** What somebody asked for by a command, a button or a form. */
export interface Asked {
  readonly name: string;
  readonly args: readonly string[];
}

/** The command of an interaction; nothing where it is none of ours (an option being typed, a message command). Pure. */
export function askedBy(interaction: APIInteraction, commands: readonly Command[]): Asked | undefined {
  // By number: 2 a command, 3 a button, 5 a form that was sent.
  if (interaction.type === 2 && (interaction.data.type ?? 1) === 1) {
    const { name, options = [] } = interaction.data as APIChatInputApplicationCommandInteractionData;
    return { name, args: inOrder(name, options, commands) };
  }
  if (interaction.type === 3) {
    const call = parseCommand(commandOf(interaction.data.custom_id));
    return call === undefined ? undefined : { name: call.name, args: call.args };
  }
  if (interaction.type === 5) {
    const fields = new Map(textsOf(interaction.data.components));
    const name = commandOf(interaction.data.custom_id).replace(/^\//, '');
    const form = commands.find((command) => command.name === name)?.form;
    const args = form?.fields.map((field) => cleanText(fields.get(field.name) ?? '')) ?? [...fields.values()];
    return { name, args: args.filter((arg) => arg !== '') };
  }
  return undefined;
}

/** The message somebody chose a message command on: its text as far as it is their own. Pure. */
export function chosenMessage({ data }: APIMessageApplicationCommandInteraction): {
  readonly author: string | undefined;
  readonly text: string;
} {
  const message = data.resolved?.messages?.[data.target_id];
  return { author: message?.author.id, text: cleanText(message?.content ?? '') };
}

/** What an option being typed is called, and what there is of it. Pure. */
export function typedOption(
  options: readonly APIApplicationCommandInteractionDataOption<4>[] | undefined,
): { readonly name: string; readonly typed: string } | undefined {
  const focused = options?.find((option) => 'focused' in option && option.focused === true);
  if (focused === undefined || !('value' in focused)) return undefined;
  return { name: focused.name, typed: String(focused.value) };
}

/** The command as core hears it, `at` this time, ms since the epoch. Pure. */
export function commandFrom(
  interaction: APIInteraction,
  asked: Asked,
  atlas: Atlas,
  at: number,
): IncomingCommand {
  return {
    kind: 'command',
    eventId: eventOf('interaction', interaction.id, userOf(interaction)),
    place: atlas.place(channelOf(interaction), interaction.guild_id),
    author: authorOf(interaction, atlas),
    at,
    ...asked,
  };
}

export const userOf = (interaction: APIInteraction): string =>
  interaction.member?.user.id ?? interaction.user?.id ?? '';

export const channelOf = (interaction: APIInteraction): string =>
  interaction.channel?.id ?? (interaction as { channel_id?: string }).channel_id ?? '';

function authorOf(interaction: APIInteraction, atlas: Atlas): Author {
  const { member, guild_id: guild } = interaction;
  const user = member?.user ?? interaction.user;
  // What they may do here comes along; a server that leaves it out has told of its roles.
  const keeps =
    member?.permissions === undefined
      ? guild !== undefined && user !== undefined && atlas.isKeeper(guild, user.id, member?.roles ?? [])
      : isKeeper(bitsOf(member.permissions));
  const locale = 'locale' in interaction ? interaction.locale : undefined;
  return {
    account: accountOf(user?.id ?? ''),
    name: user === undefined ? '' : nameOf(user, member?.nick),
    ...(locale === undefined ? {} : { locale }),
    role: keeps ? 'admin' : 'member',
    ...(user?.bot === true ? { isBot: true } : {}),
  };
}

/** Discord gives options in the order they were filled in; the words of a command have their own. */
function inOrder(
  name: string,
  options: readonly { name: string; value?: string | number | boolean }[],
  commands: readonly Command[],
): readonly string[] {
  const known = commands.find((command) => command.name === name)?.options ?? [];
  const rank = (option: { name: string }) => known.findIndex((each) => each.name === option.name);
  return options
    .toSorted((a, b) => rank(a) - rank(b))
    .map(({ value }) =>
      typeof value === 'number' || typeof value === 'boolean' ? String(value) : cleanText(value ?? ''),
    )
    .filter((value) => value !== '');
}

/** Text fields of a form by name, in labels or in rows. */
function textsOf(components: readonly unknown[]): readonly (readonly [string, string])[] {
  return (
    components as readonly {
      custom_id?: string;
      value?: string;
      component?: unknown;
      components?: readonly unknown[];
    }[]
  ).flatMap(({ custom_id: id, value, component, components: inner = [] }) => [
    ...(id !== undefined && typeof value === 'string' ? [[id, value] as const] : []),
    ...textsOf([...(component === undefined ? [] : [component]), ...inner]),
  ]);
}
