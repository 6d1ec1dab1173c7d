import { checkCommand, checkCommands } from './check-command.ts';
import { bagOf } from './messages.ts';
import { DiscordRefusal, missingAccess, refuseFaults, unknown } from './refusal.ts';
import type { Bag, Call, Reply, Route } from './types.ts';
import type { World } from './world.ts';

export interface CommandBook {
  readonly routes: readonly Route[];
  /** Commands somebody sees in a guild, or with none in a direct chat; a guild's own hide global ones of the name. */
  visible(guildId?: string): readonly Bag[];
  all(): readonly Bag[];
  /** Commands created so far: a day allows 200 for the world and for each guild. */
  creations(): number;
}

const mostCreations = 200;

/** Application commands, global and of guilds. */
export function createCommandBook(world: World): CommandBook {
  const scopes = new Map<string, Map<string, Bag>>();
  const created = new Map<string, number>();
  const scopeOf = ({ params }: Call): string => {
    if (params.application !== world.applicationId)
      throw new DiscordRefusal(
        403,
        20012,
        'You are not authorized to perform this action on this application',
        [`commands of foreign application ${params.application}`],
      );
    const { guild } = params;
    if (guild !== undefined && !world.guilds.get(guild)?.members.has(world.bot.id)) throw missingAccess();
    return guild ?? '';
  };
  const commandsOf = (scope: string): Map<string, Bag> => {
    const known = scopes.get(scope) ?? new Map<string, Bag>();
    scopes.set(scope, known);
    return known;
  };

  const save = (scope: string, raw: Bag): { readonly command: Bag; readonly isNew: boolean } => {
    const commands = commandsOf(scope);
    const same = [...commands.values()].find((one) => one.name === raw.name && one.type === (raw.type ?? 1));
    if (same === undefined) {
      const sum = (created.get(scope) ?? 0) + 1;
      created.set(scope, sum);
      if (sum > mostCreations)
        throw new DiscordRefusal(
          400,
          30034,
          'Max number of daily application command creates has been reached (200)',
          ['more than 200 commands created a day'],
        );
    }
    const command = complete(world, scope, raw, same?.id as string | undefined);
    commands.set(String(command.id), command);
    return { command, isNew: same === undefined };
  };

  const list = (call: Call): Reply => {
    const isFull = call.query.get('with_localizations') === 'true';
    const all = [...commandsOf(scopeOf(call)).values()];
    return { status: 200, body: isFull ? all : all.map(withoutLanguages) };
  };
  const replaceAll = (call: Call): Reply => {
    const scope = scopeOf(call);
    if (!Array.isArray(call.body)) refuseFaults(['body: must be a list of commands']);
    const raw = call.body as Bag[];
    refuseFaults(checkCommands(raw));
    const kept = raw.map((one) => save(scope, one).command);
    const ids = new Set(kept.map(({ id }) => String(id)));
    for (const id of commandsOf(scope).keys()) if (!ids.has(id)) commandsOf(scope).delete(id);
    return { status: 200, body: kept };
  };
  const create = (call: Call): Reply => {
    const scope = scopeOf(call);
    const raw = bagOf(call.body);
    refuseFaults(checkCommand(raw));
    const others = [...commandsOf(scope).values()].filter(
      (one) => one.name !== raw.name || one.type !== (raw.type ?? 1),
    );
    refuseFaults(checkCommands([...others, raw]));
    const { command, isNew } = save(scope, raw);
    return { status: isNew ? 201 : 200, body: command };
  };
  const one = (call: Call): Bag => {
    const found = commandsOf(scopeOf(call)).get(call.params.command ?? '');
    if (found === undefined) throw unknown.command();
    return found;
  };
  const change = (call: Call): Reply => {
    const old = one(call);
    const raw = { ...old, ...bagOf(call.body) };
    refuseFaults(checkCommand(raw.type === 1 ? raw : { ...raw, description: undefined }));
    const command = complete(world, scopeOf(call), raw, String(old.id));
    commandsOf(scopeOf(call)).set(String(old.id), command);
    return { status: 200, body: command };
  };
  const erase = (call: Call): Reply => {
    commandsOf(scopeOf(call)).delete(String(one(call).id));
    return { status: 204 };
  };

  const routes = [
    '/applications/:application/commands',
    '/applications/:application/guilds/:guild/commands',
  ].flatMap((path): Route[] => [
    { method: 'GET', path, answer: list },
    { method: 'PUT', path, answer: replaceAll },
    { method: 'POST', path, answer: create },
    { method: 'GET', path: `${path}/:command`, answer: (call) => ({ status: 200, body: one(call) }) },
    { method: 'PATCH', path: `${path}/:command`, answer: change },
    { method: 'DELETE', path: `${path}/:command`, answer: erase },
  ]);

  return {
    routes,
    visible(guildId) {
      const global = [...commandsOf('').values()].filter(({ contexts, dm_permission: direct }) => {
        const place = guildId === undefined ? 1 : 0;
        return Array.isArray(contexts) ? contexts.includes(place) : place === 0 || direct !== false;
      });
      const own = guildId === undefined ? [] : [...commandsOf(guildId).values()];
      return [...own, ...global.filter(({ name }) => own.every((local) => local.name !== name))];
    },
    all: () => [...scopes.values()].flatMap((commands) => [...commands.values()]),
    creations: () => [...created.values()].reduce((sum, many) => sum + many, 0),
  };
}

function complete(world: World, scope: string, raw: Bag, id?: string): Bag {
  return {
    default_member_permissions: null,
    nsfw: false,
    name_localizations: null,
    description_localizations: null,
    contexts: scope === '' ? null : undefined,
    integration_types: scope === '' ? [0] : undefined,
    dm_permission: true,
    ...raw,
    type: raw.type ?? 1,
    description: raw.description ?? '',
    options: raw.options ?? [],
    id: id ?? world.nextId(),
    application_id: world.applicationId,
    version: world.nextId(),
    ...(scope !== '' && { guild_id: scope }),
  };
}

function withoutLanguages(command: Bag): Bag {
  const { name_localizations: _names, description_localizations: _descriptions, ...rest } = command;
  return rest;
}
