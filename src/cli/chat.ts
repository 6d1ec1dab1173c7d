import { userInfo } from 'node:os';
import { join } from 'node:path';
import { levelOf } from '../core/affinity/level.ts';
import type { Application } from '../core/conversation/application.ts';
import { accountId, placeId } from '../core/ids.ts';
import type { Persona } from '../core/personas/persona.ts';
import type { Person } from '../core/ports/records.ts';
import { type CliTools, DONE, type ExitCode, WRONG_USE } from './tools.ts';

export interface ChatOptions {
  readonly persona?: string;
  readonly as?: string;
  readonly context?: string;
}

/** How many of the last messages a returning person sees again. */
const LAST_MESSAGES = 4;

/** Talks in the terminal until it is left, or answers piped lines one by one until they end. */
export async function chat(tools: CliTools, options: ChatOptions): Promise<ExitCode> {
  const { output, errors } = tools;
  const config = tools.config();
  const name = options.as ?? whoami();
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const channel = tools.createTerminal({
    account: name,
    onEnd: end,
    ...(options.context === undefined ? {} : { context: options.context }),
  });
  const app = await tools.openApp(config, {
    channels: [channel],
    log: tools.logTo(config, join(config.data.dir, 'kith.log')),
  });
  try {
    const wanted = options.persona === undefined ? undefined : app.parts.personas.find(options.persona);
    if (options.persona !== undefined && wanted === undefined) {
      const known = app.parts.personas
        .list()
        .map((each) => each.name)
        .join(', ');
      errors.write(`There is no persona "${options.persona}". There are: ${known}.\n`);
      return WRONG_USE;
    }
    for (const { file, problems } of app.rejected) {
      errors.write(
        `${file} did not load: ${problems[0]?.message ?? 'see the log'} (npx kith validate shows everything)\n`,
      );
    }
    const person = await seat(app, name, wanted);
    const isScreen = tools.input.isTTY === true && output.isTTY === true;
    if (isScreen) output.write(await welcome(app, person));
    if (!app.parts.model.answersQuestions)
      (isScreen ? output : errors).write(`${offlineLine(app, person)}\n`);
    if (isScreen) output.write('\n');
    tools.onInterrupt(end);
    await app.start();
    await ended;
  } finally {
    await app.stop();
  }
  return DONE;
}

/** The person at this terminal, with the persona asked for in front of them. */
async function seat(app: Application, name: string, wanted: Persona | undefined): Promise<Person> {
  const { store, clock, random } = app.parts;
  const account = accountId(`terminal:${name}`);
  const person = await store.people.ofAccount(account, clock.now());
  const place = placeId(`terminal:direct:${name}`);
  if (wanted === undefined || person.chosen[place] === wanted.name) return person;
  await store.apply(`chat:${random.id()}`, [
    { kind: 'person', person: person.id, chosen: { place, persona: wanted.name } },
  ]);
  return store.people.ofAccount(account, clock.now());
}

async function welcome(app: Application, person: Person): Promise<string> {
  const { store } = app.parts;
  const persona = present(app, person);
  const affinity = await store.affinity.get(person.id, persona.name);
  const points = affinity?.points ?? 0;
  const last = await store.messages.history(person.id, persona.name, LAST_MESSAGES);
  const lines = last.map(
    ({ speaker, text }) => `  ${speaker === 'user' ? 'you' : persona.displayName}: ${text}\n`,
  );
  return [
    `\n  ${persona.displayName} · ${levelOf(points, persona.levels).name} · ${points === 1 ? '1 point' : `${points} points`}\n`,
    `  ${persona.description}\n\n`,
    ...(lines.length === 0 ? [] : ['  Where you left off:\n', ...lines, '\n']),
    '  /help lists the commands, Ctrl-C leaves.\n',
  ].join('');
}

function offlineLine(app: Application, person: Person): string {
  const { displayName } = present(app, person);
  return `  No language model is set: ${displayName} answers with the offline voice, from written lines and memory. For a real one set OPENAI_API_KEY (or OPENAI_BASE_URL) and OPENAI_MODEL.`;
}

function present({ parts }: Application, person: Person): Persona {
  const [chosen] = Object.entries(person.chosen)
    .filter(([place]) => place.startsWith('terminal:direct:'))
    .map(([, name]) => name);
  return (chosen === undefined ? undefined : parts.personas.find(chosen)) ?? parts.personas.default;
}

function whoami(): string {
  try {
    return userInfo().username || 'you';
  } catch {
    return 'you';
  }
}
