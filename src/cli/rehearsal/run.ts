import type { Config } from '../../config-schema.ts';
import type { Application } from '../../core/conversation/application.ts';
import { KithError } from '../../core/errors.ts';
import type { Outgoing } from '../../core/message.ts';
import type { CliTools } from '../tools.ts';
import { castFor } from './cast.ts';
import { type Checked, checkReply } from './check-reply.ts';
import { checkState } from './check-state.ts';
import { createScriptedModel, watch } from './scripted-model.ts';
import { accountOf, createStage, placeOf } from './stage.ts';
import { type Line, parseTranscript, type Step, type Transcript } from './transcript.ts';

/** What a rehearsal found. */
export interface Rehearsal {
  /** Checks made: replies, states and prompts. */
  readonly checks: number;
  /** The lines that did not hold, or could not be read, in order. */
  readonly failures: readonly (Line & { readonly expected: string; readonly actual: string })[];
}

interface Scene {
  readonly app: Application;
  /** Who spoke last, and where. */
  account: string;
  place: string;
  heard: readonly Outgoing[];
}

/** Any number would do; the same one makes every run of a file the same. */
const SEED = 20260101;

/**
 * Plays a transcript through the real application, in a fresh store in memory and on a clock of its own.
 * Checks go on after one that failed; a line that cannot be read fails the file before anything is played.
 */
export async function rehearse(tools: CliTools, content: string, file: string): Promise<Rehearsal> {
  const { transcript, errors } = parseTranscript(content);
  if (errors.length > 0) {
    return { checks: 0, failures: errors.map((error) => ({ ...error, actual: 'not in the grammar' })) };
  }
  let config: Config;
  try {
    config = configFor(tools, transcript);
  } catch (error) {
    if (error instanceof KithError) return { checks: 0, failures: wrongSettings(transcript, error) };
    throw error;
  }
  if (transcript.model.kind === 'live' && config.model.name === '') {
    const failed = { expected: 'OPENAI_MODEL and OPENAI_API_KEY or OPENAI_BASE_URL', actual: 'none set' };
    return { checks: 0, failures: [{ ...transcript.model, ...failed }] };
  }
  const { names, files, missing } = await castFor(tools, config, transcript, file);
  if (missing.length > 0) return { checks: 0, failures: missing };

  let now = transcript.startsAt;
  // A real model takes real time, and its deadlines are told by the clock; a script takes none.
  const begun = tools.clock.now();
  const passed = () => (transcript.model.kind === 'live' ? tools.clock.now() - begun : 0);
  let ids = 0;
  const stage = createStage();
  const scripted = createScriptedModel();
  const persona = transcript.persona && names.get(transcript.persona.name);
  let watched: ReturnType<typeof watch> | undefined;
  const app = await tools.openApp(config, {
    isEphemeral: true,
    log: tools.silentLog,
    clock: { now: () => now + passed(), sleep: (ms, signal) => tools.clock.sleep(ms, signal) },
    random: { next: sequence(SEED), id: () => `r${++ids}` },
    channels: [stage],
    ...(transcript.model.kind === 'scripted' ? { model: scripted } : {}),
    wrapModel: (inner) => {
      watched = watch(inner, watched);
      return watched.model;
    },
    ...(persona === undefined ? {} : { persona }),
    personaFiles: files,
  });
  const scene: Scene = { app, account: 'user', place: '', heard: [] };
  /** Since a `persona` line in the middle: who answers, and whom they were put before. */
  let present: { readonly name: string; readonly met: Set<string> } | undefined;
  const checked: Checked[] = [];
  try {
    await app.start();
    for (const step of transcript.steps) {
      try {
        checked.push(...(await play(step)));
      } catch (error) {
        const actual = error instanceof Error ? error.message : String(error);
        checked.push({
          line: step.line,
          source: step.source,
          failed: { expected: 'a line that can be played', actual },
        });
      }
    }
  } finally {
    await app.stop();
  }
  const failures = checked.flatMap(({ failed, ...line }) =>
    failed === undefined ? [] : [{ ...line, ...failed }],
  );
  return { checks: checked.length, failures };

  async function play(step: Step): Promise<readonly Checked[]> {
    const { line, source } = step;
    const result = (failed?: Checked['failed']): readonly Checked[] => [
      { line, source, ...(failed === undefined ? {} : { failed }) },
    ];
    switch (step.kind) {
      case 'persona':
        present = { name: names.get(step.name) ?? step.name, met: new Set() };
        await meet();
        return [];
      case 'jump':
        now = step.to ?? now + (step.byMs ?? 0);
        await app.runDueJobs();
        return [];
      case 'script':
        scripted.queue(step.purpose, step.answer);
        return [];
      case 'say': {
        const { account, place, text } = step;
        Object.assign(scene, { account, place });
        await meet();
        await app.conversation.accept(stage.line({ account, place, text, id: `line-${++ids}`, at: now }));
        await app.conversation.idle();
        scene.heard = stage.heard();
        return [];
      }
      case 'reply':
        return checkReply(step.lines, scene.heard);
      case 'state': {
        const actual = await checkState(step.check, {
          app,
          person: accountOf(scene.account),
          place: placeOf(scene.account, scene.place),
          now,
          calls: (purpose) => watched?.calls(purpose) ?? 0,
        });
        return result(actual === true ? undefined : { expected: source.slice(1).trim(), actual });
      }
      case 'prompt': {
        const prompt = watched?.lastPrompt();
        if (prompt !== undefined && prompt.includes(step.text) === step.isWanted) return result();
        const expected = `a prompt that ${step.isWanted ? 'has' : 'lacks'} "${step.text}"`;
        return result({ expected, actual: prompt ?? 'no reply yet, so no prompt' });
      }
    }
  }

  /** Puts the persona of the last `persona` line before whoever speaks, once: they may choose another. */
  async function meet(): Promise<void> {
    const { store } = app.parts;
    const place = placeOf(scene.account, scene.place);
    const key = `${scene.account} ${place.id}`;
    if (present === undefined || present.met.has(key)) return;
    present.met.add(key);
    const person = await store.people.ofAccount(accountOf(scene.account), now);
    const chosen = { place: place.id, persona: app.parts.personas.get(present.name).name };
    await store.apply(`persona:${++ids}`, [{ kind: 'person', person: person.id, chosen }]);
  }
}

/** What the machine happens to have configured must not change a rehearsal, except for the model it asks for. */
function configFor(tools: CliTools, { settings, model }: Transcript): Config {
  const overrides = Object.fromEntries(settings.map(({ key, value }) => [key, value]));
  const names = Object.entries(tools.environment);
  const quiet = names.filter(([name]) => !/^(OPENAI_|EMBEDDING_|KITH_MODEL_)/.test(name));
  return tools.config(overrides, model.kind === 'live' ? tools.environment : Object.fromEntries(quiet));
}

/** A wrong configuration, at the `set` lines it comes from as far as it comes from any. */
function wrongSettings({ settings }: Transcript, error: KithError): Rehearsal['failures'] {
  const problems = error.message.split('\n').filter((line) => line.startsWith('  - '));
  return (problems.length === 0 ? [error.message] : problems).map((problem) => {
    const actual = problem.replace(/^ {2}- /, '').replace(' (override)', '');
    const at = settings.findLast(({ key }) => actual.startsWith(key));
    const { line, source } = at ?? { line: 0, source: 'the configuration' };
    return { line, source, expected: 'a key of docs/configuration.md with a value it allows', actual };
  });
}

/** Numbers from 0 to 1 that are the same in every run: a Lehmer generator. */
function sequence(seed: number): () => number {
  let last = seed;
  return () => {
    last = (last * 48_271) % 0x7fffffff;
    return last / 0x7fffffff;
  };
}
