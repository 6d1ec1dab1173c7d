import type { Command } from '../../core/commands/command.ts';
import type { Finding } from '../../core/ports/channel.ts';
import type { Ask } from './ask.ts';
import { isSameMenu, menusOf } from './commands.ts';
import { failureOf, isTokenRefused, isUnknown, NEW_TOKEN } from './failure.ts';
import type { Webhook } from './webhook.ts';

export interface ExamineOptions {
  readonly name: string;
  readonly ask: Ask;
  readonly commands: readonly Command[];
  readonly webhook: Webhook | undefined;
}

/** What is missing at Telegram: token, privacy mode, webhook, commands. Never throws. */
export async function examine({ name, ask, commands, webhook }: ExamineOptions): Promise<readonly Finding[]> {
  const what = (part: string) => `${name === 'telegram' ? 'Telegram' : name} ${part}`;
  const findings: Finding[] = [];
  try {
    const me = await ask('getMe', {});
    findings.push({
      what: what('token'),
      state: 'ok',
      says: `it is ${me.username === undefined ? me.first_name : `@${me.username}`}'s`,
    });
    findings.push(
      // Telegram always says; a server that does not forbids nothing.
      me.can_join_groups !== false
        ? { what: what('groups'), state: 'ok', says: 'it may be added to groups' }
        : {
            what: what('groups'),
            state: 'note',
            says: 'it cannot be added to groups',
            remedy: '@BotFather → /setjoingroups → Enable; private chats work without',
          },
      me.can_read_all_group_messages
        ? { what: what('privacy mode'), state: 'ok', says: 'off: it hears everything in groups' }
        : {
            what: what('privacy mode'),
            state: 'note',
            says: 'on: in groups it hears commands, mentions and replies only; names and reactions are not heard',
            remedy:
              '@BotFather → /setprivacy → Disable, then remove the bot from the group and add it again; or make it an administrator there, which also brings reactions',
          },
    );
    findings.push(
      await webhookFinding(ask, what('updates'), webhook).catch(notTold(what('updates'))),
      await menuFinding(ask, what('commands'), commands).catch(notTold(what('commands'))),
    );
  } catch (error) {
    findings.push(failed(what('connection'), error));
  }
  return findings;
}

async function webhookFinding(ask: Ask, what: string, webhook: Webhook | undefined): Promise<Finding> {
  const {
    url = '',
    pending_update_count: pending,
    last_error_message: trouble,
  } = await ask('getWebhookInfo', {});
  if (webhook === undefined)
    return url === ''
      ? { what, state: 'ok', says: 'long polling' }
      : {
          what,
          state: 'note',
          says: 'a webhook is set; it is removed when Kith starts',
          remedy: 'if another program uses this token, give Kith a bot of its own: @BotFather → /newbot',
        };
  if (url !== webhook.url)
    return { what, state: 'note', says: 'the webhook is not set yet; it is set when Kith starts' };
  if (trouble === undefined) return { what, state: 'ok', says: `webhook, ${pending} waiting` };
  return {
    what,
    state: 'FAIL',
    says: `Telegram could not deliver: ${trouble} (${pending} waiting)`,
    remedy: 'telegram.webhookUrl must reach the HTTP port over HTTPS, on port 443, 80, 88 or 8443',
  };
}

async function menuFinding(ask: Ask, what: string, commands: readonly Command[]): Promise<Finding> {
  for (const { commands: menu, ...where } of menusOf(commands))
    if (!isSameMenu(menu, await ask('getMyCommands', where)))
      return { what, state: 'note', says: 'the menu is not up to date; it is set when Kith starts' };
  return { what, state: 'ok', says: 'the menu is up to date' };
}

/** A server that does not know what it is asked about. */
const notTold = (what: string) => (error: unknown) =>
  isUnknown(error)
    ? ({ what, state: 'note', says: 'this server does not tell' } as const)
    : Promise.reject(error);

function failed(what: string, error: unknown): Finding {
  const failure = failureOf('getMe', error);
  if (isTokenRefused(failure))
    return { what, state: 'FAIL', says: 'Telegram refuses the token', remedy: NEW_TOKEN };
  return { what, state: 'FAIL', says: failure.message, remedy: 'check the network, and telegram.apiRoot' };
}
