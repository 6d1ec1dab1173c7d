import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, resolve } from 'node:path';
import type { Application } from '../../core/conversation/application.ts';
import type { Outgoing } from '../../core/message.ts';
import type { Purpose } from '../../core/ports/language-model.ts';
import type { CliTools } from '../tools.ts';
import { matches, readState } from './check.ts';
import { createScriptedModel, watch } from './scripted-model.ts';
import { accountOf, createStage, placeOf } from './stage.ts';
import { parseTranscript, type Step } from './transcript.ts';

/** What a rehearsal found. */
export interface Rehearsal {
  /** Checks made: replies, states and prompts. */
  readonly checks: number;
  /** The first line that did not hold, or the lines that could not be read. */
  readonly failures: readonly {
    readonly line: number;
    readonly source: string;
    readonly expected: string;
    readonly actual: string;
  }[];
}

interface Scene {
  readonly app: Application;
  /** Who spoke last, and where. */
  account: string;
  place: string;
  heard: readonly Outgoing[];
}

/**
 * Plays a transcript through the real application, in a fresh store in memory and on a clock of its own.
 * Checks go on after one that failed; a line that cannot be read fails the file before anything is played.
 */
export async function rehearse(tools: CliTools, content: string, file: string): Promise<Rehearsal> {
  const { transcript, errors } = parseTranscript(content);
  if (errors.length > 0) {
    return {
      checks: 0,
      failures: errors.map(({ line, source, expected }) => ({
        line,
        source,
        expected,
        actual: 'not in the grammar',
      })),
    };
  }
  const scripted = createScriptedModel();
  // What the machine happens to have configured must not change a rehearsal, except for the model it asks for.
  const config = tools.config(
    transcript.settings,
    transcript.model === 'live' ? tools.environment : quiet(tools.environment),
  );
  const ownFile = transcript.persona === undefined ? undefined : personaFile(transcript.persona, file);
  const persona = ownFile === undefined ? transcript.persona : await nameIn(ownFile);

  let now = transcript.startsAt;
  let ids = 0;
  const stage = createStage();
  const own = { scripted, offline: undefined, live: undefined }[transcript.model];
  let watched: ReturnType<typeof watch> | undefined;
  const app = await tools.openApp(config, {
    isEphemeral: true,
    log: tools.silentLog,
    clock: { now: () => now, sleep: (ms, signal) => tools.clock.sleep(ms, signal) },
    random: { next: tools.random.next, id: () => `r${++ids}` },
    channels: [stage],
    ...(own === undefined ? {} : { model: own }),
    wrapModel: (inner) => {
      watched = watch(inner);
      return watched.model;
    },
    ...(persona === undefined ? {} : { persona }),
    ...(ownFile === undefined ? {} : { personaFiles: [ownFile] }),
  });
  await app.start();
  const scene: Scene = { app, account: 'user', place: '', heard: [] };
  const failures: Rehearsal['failures'][number][] = [];
  let checks = 0;
  try {
    for (const step of transcript.steps) {
      const outcome = await play(step);
      if (outcome === undefined) continue;
      checks++;
      if (outcome !== true) failures.push({ line: step.line, source: step.source, ...outcome });
    }
  } finally {
    await app.stop();
  }
  return { checks, failures };

  async function play(step: Step): Promise<true | { expected: string; actual: string } | undefined> {
    switch (step.kind) {
      case 'persona':
        await say(scene, `/persona use ${step.name}`);
        scene.heard = [];
        return undefined;
      case 'jump':
        now = step.to ?? now + (step.byMs ?? 0);
        await app.runDueJobs();
        return undefined;
      case 'script':
        scripted.queue(step.purpose, step.answer);
        return undefined;
      case 'say':
        scene.account = step.account;
        scene.place = step.place;
        await say(scene, step.text);
        return undefined;
      case 'reply':
        return matches(step.pattern, scene.heard);
      case 'state': {
        const [wanted, actual] = await readState(step.words, {
          app,
          person: accountOf(scene.account),
          place: placeOf(scene.account, scene.place),
          now,
          calls: (purpose) => watched?.calls(purpose as Purpose) ?? 0,
        });
        return wanted === actual ? true : { expected: wanted, actual };
      }
      case 'prompt': {
        const prompt = watched?.lastPrompt() ?? '';
        if (prompt.includes(step.text) === step.isWanted) return true;
        return {
          expected: `a prompt that ${step.isWanted ? 'has' : 'lacks'} "${step.text}"`,
          actual: prompt === '' ? 'no prompt yet' : prompt,
        };
      }
    }
  }

  async function say({ account, place }: Scene, text: string): Promise<void> {
    await app.conversation.accept(stage.line({ account, place, text, id: `line-${++ids}`, at: now }));
    await app.conversation.idle();
    scene.heard = stage.heard();
  }
}

/** The environment without the names that choose a model. */
function quiet(environment: CliTools['environment']): CliTools['environment'] {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^(OPENAI_|EMBEDDING_|KITH_MODEL_)/.test(name)),
  );
}

/** The path, when the transcript names a file: beside the transcript, or from where we stand. */
function personaFile(persona: string, transcript: string): string | undefined {
  if (!persona.endsWith('.json')) return undefined;
  if (isAbsolute(persona)) return persona;
  const beside = resolve(dirname(transcript), persona);
  return existsSync(beside) ? beside : resolve(persona);
}

/** The name a persona file gives; whatever else is wrong with it is said when it is loaded. */
async function nameIn(file: string): Promise<string> {
  const { name } = JSON.parse(await readFile(file, 'utf8')) as { name?: unknown };
  return String(name);
}
