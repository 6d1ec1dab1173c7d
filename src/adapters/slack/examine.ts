import { KithError } from '../../core/errors.ts';
import type { Finding } from '../../core/ports/channel.ts';
import { SCOPE_NAMES, scopesIn, usedFor } from './scopes.ts';
import { slackErrorOf, type Web } from './web.ts';

export interface ExamineOptions {
  /** With the bot token. */
  readonly web: Web;
  /** Asks for a connection with the app-level token; absent: HTTP mode. */
  readonly openSocket?: (() => Promise<unknown>) | undefined;
  readonly hasSigningSecret: boolean;
}

/** Asks Slack who we are and what is missing. */
export async function examine({
  web,
  openSocket,
  hasSigningSecret,
}: ExamineOptions): Promise<readonly Finding[]> {
  return [
    ...(await tokenFindings(web)),
    openSocket === undefined ? httpFinding(hasSigningSecret) : await socketFinding(openSocket),
  ];
}

async function tokenFindings(web: Web): Promise<readonly Finding[]> {
  try {
    const who = await web.ask('auth.test', {});
    const { user, team, url } = who;
    const granted = scopesIn(who);
    const says = `${String(user)} in the workspace ${String(team)} (${String(url)})`;
    return [{ what: 'Slack bot token', state: 'ok', says }, ...scopeFindings(granted)];
  } catch (error) {
    return [{ what: 'Slack bot token', state: 'FAIL', ...told(error, 'The bot token could not be tried.') }];
  }
}

function scopeFindings(granted: readonly string[] | undefined): readonly Finding[] {
  if (granted === undefined)
    return [{ what: 'Slack scopes', state: 'note', says: 'Slack did not say which scopes the token has.' }];
  const missing = SCOPE_NAMES.filter((scope) => !granted.includes(scope));
  if (missing.length === 0)
    return [{ what: 'Slack scopes', state: 'ok', says: `All ${SCOPE_NAMES.length} are there.` }];
  return missing.map((scope) => ({
    what: `Slack scope ${scope}`,
    state: scope === 'chat:write' ? 'FAIL' : 'note',
    says: `Missing. Without it there is no ${usedFor(scope)}.`,
    remedy:
      'At api.slack.com/apps open the app, "OAuth & Permissions", "Scopes", add it under Bot Token Scopes, then "Reinstall to Workspace".',
  }));
}

async function socketFinding(openSocket: () => Promise<unknown>): Promise<Finding> {
  try {
    await openSocket();
    return { what: 'Slack Socket Mode', state: 'ok', says: 'The app-level token opens a connection.' };
  } catch (error) {
    return { what: 'Slack Socket Mode', state: 'FAIL', ...told(error, 'No connection could be opened.') };
  }
}

const httpFinding = (hasSecret: boolean): Finding =>
  hasSecret
    ? {
        what: 'Slack events over HTTP',
        state: 'note',
        says: 'Without SLACK_APP_TOKEN Slack must reach /slack/events on the HTTP port from outside.',
        remedy:
          'At api.slack.com/apps open the app, "Event Subscriptions": the Request URL must be shown as verified.',
      }
    : {
        what: 'Slack events',
        state: 'FAIL',
        says: 'There is neither SLACK_APP_TOKEN for Socket Mode nor SLACK_SIGNING_SECRET for HTTP.',
        remedy:
          'At api.slack.com/apps open the app, "Basic Information": make an App-Level Token with connections:write, or copy the Signing Secret.',
      };

/** A refusal says what to do itself. */
function told(error: unknown, otherwise: string): Pick<Finding, 'says' | 'remedy'> {
  const message = error instanceof KithError ? error.message : otherwise;
  const code = slackErrorOf(error);
  return error instanceof KithError && error.code === 'channel.refused'
    ? { says: `Slack says ${String(code)}.`, remedy: message }
    : { says: message, remedy: 'Check SLACK_API_URL and that this machine reaches it.' };
}
