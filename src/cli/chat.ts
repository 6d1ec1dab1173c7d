import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../config-schema.ts';
import type { Application } from '../core/conversation/application.ts';
import type { Language } from '../core/message.ts';
import { answering } from '../core/people/answering.ts';
import { languageOfLocale } from '../core/people/language.ts';
import type { Persona } from '../core/personas/persona.ts';
import { type CliTools, DONE, type ExitCode, type Terminal, WRONG_USE } from './tools.ts';
import { finishingLine, offlineLine, welcome } from './welcome.ts';

export interface ChatOptions {
  readonly persona?: string;
  readonly as?: string;
  readonly context?: string;
}

/** Talks in the terminal until it is left, or answers piped lines one by one until they end. */
export async function chat(tools: CliTools, options: ChatOptions): Promise<ExitCode> {
  const { errors } = tools;
  const name = (options.as ?? whoami()).trim();
  if (name === '') {
    errors.write('--as needs a name, any one: the same name is the same person.\n');
    return WRONG_USE;
  }
  const config = tools.config();
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const terminal = tools.createTerminal({
    account: name,
    opening: () => sitDown(),
    onEnd: end,
    ...(options.context === undefined ? {} : { context: options.context }),
  });
  const app = await tools.openApp(config, {
    channels: [terminal],
    log: tools.logTo(config, join(config.data.dir, 'kith.log')),
  });
  try {
    const { personas } = app.parts;
    const wanted = options.persona === undefined ? undefined : personas.find(options.persona);
    if (options.persona !== undefined && wanted === undefined) {
      const known = personas.list().map((each) => each.name);
      errors.write(`There is no persona "${options.persona}". There are: ${known.join(', ')}.\n`);
      return WRONG_USE;
    }
    for (const { file, problems } of app.rejected) {
      errors.write(
        `${file} did not load: ${problems[0]?.message ?? 'see the log'} (npx kith validate shows everything)\n`,
      );
    }
    await seat(app, terminal, wanted);
    const [unfinished] = await app.parts.store.turns.unfinished(1);
    if (unfinished !== undefined) terminal.note(finishingLine(languageAt(terminal, config)));
    tools.onInterrupt(end);
    // Asked to stop while turns of an earlier run are still finished, it does not wait for them.
    await Promise.race([app.start().then(() => ended), ended]);
  } finally {
    await app.stop();
  }
  return DONE;

  /** Read only now: a turn that was finished just before is part of where they left off. */
  async function sitDown(): Promise<void> {
    const { personas, model, store, clock } = app.parts;
    const person = await store.people.ofAccount(terminal.seat.author.account, clock.now());
    const persona = answering(personas, person, terminal.seat.place);
    const language = person.language ?? languageAt(terminal, config);
    if (terminal.isScreen) terminal.note(await welcome(app, person, persona, language));
    if (!model.answersQuestions) terminal.note(offlineLine(persona, language));
    if (terminal.isScreen) terminal.note('');
  }
}

const languageAt = ({ seat: { author } }: Terminal, { language }: Config): Language =>
  languageOfLocale(author.locale) ?? language.default;

/** Puts the persona asked for in front of the person at this terminal. */
async function seat(app: Application, { seat }: Terminal, wanted: Persona | undefined): Promise<void> {
  const { store, clock, random } = app.parts;
  const person = await store.people.ofAccount(seat.author.account, clock.now());
  const place = seat.place.id;
  if (wanted === undefined || person.chosen[place] === wanted.name) return;
  await store.apply(`chat:${random.id()}`, [
    { kind: 'person', person: person.id, chosen: { place, persona: wanted.name } },
  ]);
}

function whoami(): string {
  try {
    return userInfo().username || 'you';
  } catch {
    return 'you';
  }
}
