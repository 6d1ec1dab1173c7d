import type { Config } from '../config-schema.ts';
import type { Application } from '../core/conversation/application.ts';
import { KithError } from '../core/errors.ts';
import type { Channel, Finding } from '../core/ports/channel.ts';
import type { UsageRow } from '../core/ports/records.ts';
import { keyOf } from './backup.ts';
import { type CliTools, DONE, type ExitCode, FAILED } from './tools.ts';

/** Checks everything an operator can get wrong, and says what to do about each. */
export async function doctor(
  tools: CliTools,
  { json = false }: { readonly json?: boolean },
): Promise<ExitCode> {
  const findings: Finding[] = [];
  findings.push({ what: 'node', state: 'ok', says: process.version });
  let config: Config | undefined;
  try {
    config = tools.config();
    findings.push({ what: 'config', state: 'ok', says: 'every key is valid' });
  } catch (error) {
    findings.push({
      what: 'config',
      state: 'FAIL',
      says: (error as Error).message,
      remedy: 'correct the keys named above',
    });
  }
  if (config !== undefined) {
    const loaded = await tools.loadPersonas(config.personalities.dir);
    findings.push(personas(loaded, config), backups(config));
    // Any persona will do to open the rest: a wrong default must not hide what else is wrong.
    const anybody = loaded.personas[0]?.name;
    if (anybody === undefined) {
      const says = 'not checked: no persona loads';
      findings.push({ what: 'store', state: 'FAIL', says }, { what: 'model', state: 'FAIL', says });
    } else {
      findings.push(...(await store(tools, config, anybody)));
      findings.push(...(await tools.examineCache(config)), await model(tools, config, anybody));
      findings.push(...(await platforms(tools, config, anybody)));
    }
  }
  if (json) tools.output.write(`${JSON.stringify(findings, null, 2)}\n`);
  else {
    for (const { what, state, says, remedy } of findings) {
      tools.output.write(
        `${state.padEnd(4)} ${what.padEnd(8)} ${says}${remedy === undefined ? '' : `\n              → ${remedy}`}\n`,
      );
    }
  }
  return findings.some(({ state }) => state === 'FAIL') ? FAILED : DONE;
}

function personas(loaded: Awaited<ReturnType<CliTools['loadPersonas']>>, config: Config): Finding {
  const names = loaded.personas.map((each) => each.name);
  if (!(names as string[]).includes(config.persona.default)) {
    return {
      what: 'personas',
      state: 'FAIL',
      says: `the default persona "${config.persona.default}" did not load`,
      remedy:
        names.length === 0
          ? `put persona files into ${config.personalities.dir}; npx kith validate shows what is wrong with those there`
          : `set persona.default (KITH_PERSONA_DEFAULT) to one of: ${names.join(', ')}`,
    };
  }
  if (loaded.problems.length > 0) {
    return {
      what: 'personas',
      state: 'FAIL',
      says: `${loaded.problems.map(({ file }) => file).join(', ')} did not load`,
      remedy: 'npx kith validate shows every problem',
    };
  }
  return {
    what: 'personas',
    state: 'ok',
    says: `${names.length} in ${config.personalities.dir}, ${config.persona.default} answers by default`,
  };
}

function backups(config: Config): Finding {
  if (keyOf(config) !== undefined)
    return { what: 'backups', state: 'ok', says: 'encrypted with KITH_SECRET_KEY' };
  return {
    what: 'backups',
    state: 'note',
    says: 'not encrypted: whoever has such a file can read everything',
    remedy: 'set KITH_SECRET_KEY (openssl rand -hex 32 makes one), and keep it where the backups are not',
  };
}

/** Says nothing and serves nothing: a platform that cannot be meant must not hide the rest. */
const quiet = ({ silentLog: log }: CliTools) => ({ log, channels: [] });

/** The days of use that are added up. */
const USAGE_DAYS = 30;

async function store(tools: CliTools, config: Config, persona: string): Promise<readonly Finding[]> {
  const kept = await whereKept(tools, config);
  try {
    const app = await tools.openApp(config, { ...quiet(tools), persona });
    try {
      await app.parts.store.health({ integrity: true });
      const { messages = 0, people = 0 } = await app.parts.store.counts();
      const from = new Date(tools.clock.now() - USAGE_DAYS * 86_400_000).toISOString().slice(0, 10);
      const says = `${kept.where}: ${people} people, ${messages} messages, integrity ok`;
      return [{ what: 'store', state: 'ok', says }, ...usage(await app.parts.store.usage.since(from))];
    } finally {
      await app.stop();
    }
  } catch (error) {
    const says = (error as Error).message;
    return [{ what: 'store', state: 'FAIL', says, remedy: kept.remedy }];
  }
}

/** Where everything is kept, as an operator names it, and what to look at when it cannot be used. */
async function whereKept(tools: CliTools, config: Config) {
  const place = await tools.places(config).then(
    ({ configured }) => configured,
    // There is no such place where nothing outlives the process.
    () => undefined,
  );
  const remedy =
    place?.driver === 'mongodb'
      ? 'check that MongoDB runs, and MONGODB_URI (and KITH_MONGO_DATABASE where it is set)'
      : `check that ${config.data.dir} can be written, or set KITH_DATA_DIR`;
  return { where: place?.where ?? 'in memory', remedy };
}

/** What models were asked and what it cost, by purpose; nothing to say where none was asked. */
function usage(rows: readonly UsageRow[]): readonly Finding[] {
  const purposes = Map.groupBy(rows, ({ purpose }) => purpose);
  if (purposes.size === 0) return [];
  const sum = (of: readonly UsageRow[], count: (row: UsageRow) => number) =>
    of.reduce((total, row) => total + count(row), 0).toLocaleString('en');
  const parts = [...purposes].map(
    ([purpose, of]) =>
      `${purpose} ${sum(of, (row) => row.calls)} calls (${sum(of, (row) => row.failures)} failed, ${sum(of, (row) => row.promptTokens)} tokens in, ${sum(of, (row) => row.completionTokens)} out)`,
  );
  return [{ what: 'usage', state: 'ok', says: `${USAGE_DAYS} days: ${parts.join('; ')}` }];
}

/** Asks every configured platform, all at once, what is missing; one that cannot be asked does not hide the others. */
async function platforms(tools: CliTools, config: Config, persona: string): Promise<readonly Finding[]> {
  let app: Application;
  try {
    app = await tools.openApp(config, { log: tools.silentLog, isEphemeral: true, persona });
  } catch (error) {
    const remedy = 'correct it; docs/telegram.md has an example';
    return [{ what: 'platforms', state: 'FAIL', says: (error as Error).message, remedy }];
  }
  try {
    const { channels } = app;
    if (channels.length === 0) {
      return [
        {
          what: 'platforms',
          state: 'note',
          says: 'none set: npm start talks in the terminal',
          remedy:
            'set DISCORD_TOKEN, TELEGRAM_TOKEN or SLACK_BOT_TOKEN; docs/discord.md, telegram.md and slack.md say how to get one',
        },
      ];
    }
    return (await Promise.all(channels.map(examined))).flat();
  } finally {
    await app.stop();
  }
}

async function examined({ name, examine }: Channel): Promise<readonly Finding[]> {
  try {
    return (await examine?.()) ?? [];
  } catch (error) {
    const remedy = `check the token and the address of ${name}, and that this machine reaches it`;
    return [{ what: name, state: 'FAIL', says: (error as Error).message, remedy }];
  }
}

async function model(tools: CliTools, config: Config, persona: string): Promise<Finding> {
  const { model: settings } = config;
  if (settings.apiKey === '' && settings.baseUrl === '') {
    return {
      what: 'model',
      state: 'note',
      says: 'none set: the offline voice answers',
      remedy: 'set OPENAI_API_KEY (or OPENAI_BASE_URL) and OPENAI_MODEL for a real one',
    };
  }
  const app = await tools.openApp(config, { ...quiet(tools), isEphemeral: true, persona });
  try {
    const request = {
      purpose: 'reply',
      messages: [{ role: 'user', content: 'Say ok.' }],
      maxTokens: 16,
    } as const;
    const signal = AbortSignal.timeout(settings.firstTokenMs);
    for await (const event of app.parts.model.generate(request, signal)) if (event.kind === 'text') break;
    return { what: 'model', state: 'ok', says: `${settings.name} answers` };
  } catch (error) {
    const says = error instanceof KithError ? `${error.code}: ${error.message}` : (error as Error).message;
    return {
      what: 'model',
      state: 'FAIL',
      says,
      remedy: 'check OPENAI_API_KEY, OPENAI_BASE_URL and OPENAI_MODEL',
    };
  } finally {
    await app.stop();
  }
}
