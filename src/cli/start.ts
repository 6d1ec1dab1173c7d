import type { Config } from '../config-schema.ts';
import type { Application } from '../core/conversation/application.ts';
import { KithError } from '../core/errors.ts';
import { chat } from './chat.ts';
import { type CliTools, DONE, type ExitCode, FAILED } from './tools.ts';

/** Serves every configured channel; with none, the terminal when there is one, or the lines piped in. */
export async function start(tools: CliTools): Promise<ExitCode> {
  const config = tools.config();
  if (servesPlatforms(config)) return serve(tools, config);
  if (tools.input.isTTY === true && tools.output.isTTY === true) return chat(tools, {});
  tools.errors.write(
    [
      `No channel is configured and this is no terminal${tools.isPiped ? ': answering the lines piped in.' : ', so there is nothing to serve.'}`,
      '  For a platform, set DISCORD_TOKEN, TELEGRAM_TOKEN or SLACK_BOT_TOKEN: docs/discord.md, docs/telegram.md, docs/slack.md.',
      '  In a terminal, npm start talks with the default persona.',
      "  From a program, say who speaks with whom:  printf 'Hello\\n' | npx kith chat --persona alicia --as ana",
      '',
    ].join('\n'),
  );
  return tools.isPiped ? chat(tools, {}) : FAILED;
}

const servesPlatforms = ({ discord, telegram, slack }: Config): boolean =>
  [discord.token, telegram.token, telegram.personaTokens, slack.botToken].some((token) => token !== '');

/** A platform that has not answered by then is told about as it is; the others serve already, ms. */
const PATIENCE_MS = 5_000;

/** Until somebody asks it to stop. Exit code 1 when no platform will have us. */
async function serve(tools: CliTools, config: Config): Promise<ExitCode> {
  const stopping = new AbortController();
  const ended = new Promise<void>((resolve) => {
    stopping.signal.addEventListener('abort', () => resolve());
  });
  // First of all: what follows takes a moment, in which somebody may change their mind.
  tools.onInterrupt(() => stopping.abort());
  const app = await tools.openApp(config);
  try {
    const started = app.start();
    await Promise.race([started, tools.clock.sleep(PATIENCE_MS, stopping.signal).catch(() => {})]);
    if (!stopping.signal.aborted) tools.output.write(serving(app));
    await Promise.race([started, ended]);
    await ended;
    return DONE;
  } catch (error) {
    if (!(error instanceof KithError && error.code === 'channel.refused')) throw error;
    for (const { name, says } of refusals(app, error)) tools.errors.write(`${name}: ${says}\n`);
    return FAILED;
  } finally {
    stopping.abort();
    await app.stop();
  }
}

function serving({ channels, parts }: Application): string {
  const lines = channels.map(({ name, health }) => {
    const { state, says } = health?.() ?? { state: 'ready', says: undefined };
    return `  ${name.padEnd(10)} ${state}${says === undefined ? '' : `: ${says}`}`;
  });
  const voice = parts.model.answersQuestions
    ? `answers with ${parts.model.name}`
    : 'answers with the offline voice: set OPENAI_API_KEY (or OPENAI_BASE_URL) and OPENAI_MODEL for a language model';
  return [`${parts.personas.default.displayName} ${voice}.`, ...lines, 'Ctrl-C stops.', ''].join('\n');
}

function refusals({ channels }: Application, error: KithError) {
  const told = channels.flatMap(({ name, health }) => {
    const { state, says } = health?.() ?? { state: 'ready', says: undefined };
    return state === 'refused' && says !== undefined ? [{ name, says }] : [];
  });
  return told.length > 0 ? told : [{ name: 'kith', says: error.message }];
}
