import type { KithError } from '../../core/errors.ts';
import type { Finding } from '../../core/ports/channel.ts';
import { isSame, registered } from './commands.ts';
import { inviteLink } from './invite.ts';
import { has, wanted } from './permissions.ts';
import type { Rest } from './rest.ts';

/** The application has the Message Content intent: granted, or switched on while it is small. */
const HAS_CONTENT = (1 << 18) | (1 << 19);

export interface ExamineOptions {
  readonly rest: Rest;
  readonly messageContent: 'auto' | 'on' | 'off';
  readonly commands: readonly Readonly<Record<string, unknown>>[];
}

interface RawGuild {
  readonly id: string;
  readonly name: string;
  readonly owner?: boolean;
  readonly permissions?: string;
}

/** What is missing at Discord: token, intent, servers, permissions, commands. Never throws. */
export async function examine(options: ExamineOptions): Promise<readonly Finding[]> {
  const { rest } = options;
  const findings: Finding[] = [];
  // What cannot be asked keeps nobody from asking the rest.
  const look = async (what: string, part: () => Promise<readonly Finding[]>) =>
    findings.push(
      ...(await part().catch((error: unknown) => [
        { what, state: 'note' as const, says: (error as KithError).message },
      ])),
    );
  try {
    const user = (await rest.ask({ method: 'GET', path: '/users/@me' })) as { username: string; id: string };
    findings.push({ what: 'Discord token', state: 'ok', says: `it is ${user.username}'s` });
    let { id } = user;
    await look(CONTENT, async () => {
      const raw = await rest.ask({ method: 'GET', path: '/applications/@me' });
      const application = raw as { id: string; flags?: number };
      id = application.id;
      return [contentOf(application.flags ?? 0, options.messageContent)];
    });
    await look('Discord servers', () => serversOf(rest, id));
    await look('Discord commands', async () => [await commandsOf(rest, id, options.commands)]);
  } catch (error) {
    findings.push(failed(error as KithError));
  }
  return findings;
}

const CONTENT = 'Discord Message Content intent';

function contentOf(flags: number, asked: ExamineOptions['messageContent']): Finding {
  const what = CONTENT;
  if ((flags & HAS_CONTENT) !== 0) return { what, state: 'ok', says: 'it is granted' };
  const remedy =
    'Developer Portal → your application → Bot → Privileged Gateway Intents → Message Content Intent; or leave it off: direct messages, mentions and commands work without';
  return asked === 'on'
    ? { what, state: 'FAIL', says: 'discord.messageContent is on, and it is not granted', remedy }
    : { what, state: 'note', says: 'not granted: names said without a mention are not heard', remedy };
}

async function serversOf(rest: Rest, application: string): Promise<readonly Finding[]> {
  const guilds = (await rest.ask({ method: 'GET', path: '/users/@me/guilds' })) as readonly RawGuild[];
  const invite = `an administrator opens ${inviteLink(application)}`;
  if (guilds.length === 0)
    return [{ what: 'Discord servers', state: 'note', says: 'the bot is in none', remedy: invite }];
  const lacking = guilds.flatMap(({ name, owner, permissions }): readonly Finding[] => {
    if (owner === true || permissions === undefined) return [];
    const bits = BigInt(permissions);
    const missing = has(bits, 'Administrator') ? [] : wanted.filter((permission) => !has(bits, permission));
    if (missing.length === 0) return [];
    return [
      {
        what: `Discord server ${name}`,
        state: missing.every((each) => each === 'Manage Webhooks') ? 'note' : 'FAIL',
        says: `the bot lacks: ${missing.join(', ')}`,
        remedy: `give its role the permission under Server Settings → Roles, or ${invite}`,
      },
    ];
  });
  return [{ what: 'Discord servers', state: 'ok', says: `the bot is in ${guilds.length}` }, ...lacking];
}

async function commandsOf(
  rest: Rest,
  application: string,
  commands: ExamineOptions['commands'],
): Promise<Finding> {
  const what = 'Discord commands';
  const present = await registered(rest, application);
  return isSame(present, commands)
    ? { what, state: 'ok', says: `${present.length} are registered` }
    : {
        what,
        state: 'note',
        says: `${present.length} are registered, not those of this version`,
        remedy: 'start Kith: it registers them',
      };
}

const failed = (error: KithError): Finding => ({
  what: 'Discord',
  state: 'FAIL',
  says: error.message,
  remedy:
    error.code === 'channel.refused'
      ? 'Developer Portal → your application → Bot → Reset Token, then set DISCORD_TOKEN'
      : 'see that this machine reaches discord.com, and that discord.apiUrl is right',
});
