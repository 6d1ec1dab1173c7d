import { type Voice, type VoiceLines, type VoiceSlot, voiceSchema } from '../../core/personas/voice.ts';
import type { Scene } from '../../core/ports/language-model.ts';
import { DEFAULT_LINES } from './defaults.ts';
import { hash } from './words.ts';

/** What the variables of a line stand for; a line whose variable is missing here cannot be said. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** The lines one turn may choose from, and what has been said lately. */
export interface Repertoire {
  /** A filled line for the first of `slots` that has one left, never one heard lately; undefined when none has. */
  say(slots: readonly VoiceSlot[], variables?: Variables): string | undefined;
  /** The same for lines that are no slot: of a topic, or a mood's colour. `key` tells the sets apart. */
  sayFrom(key: string, lines: VoiceLines | undefined, variables?: Variables): string | undefined;
  readonly voice: Voice;
}

/** Turns in which a line of a set of at least this many is not said twice, whatever is typed. */
const ROUND = 10;

export function createRepertoire(scene: Scene, userText: string, userName: string | undefined): Repertoire {
  const voice = readVoice(scene.persona.voice);
  const heard = scene.recent.filter(({ speaker }) => speaker === 'assistant').map(({ text }) => text);
  const said: string[] = [];
  const open = openLevels(voice, scene.level);
  const common: Variables = { user_name: userName, display_name: scene.persona.displayName };

  const sayFrom: Repertoire['sayFrom'] = (key, lines, variables = {}) => {
    const all = lines?.[scene.language] ?? [];
    const values = { ...common, ...variables };
    const sayable = all.filter((line) => isSayable(line, values));
    const order = inTurn(sayable, scene, key, userText);
    const line = order.find((each) => !isHeard(each, values, heard) && !isHeard(each, values, said));
    if (line === undefined) return undefined;
    const filled = fillLine(line, values);
    said.push(filled);
    return filled;
  };

  return {
    voice,
    sayFrom,
    say(slots, variables) {
      const ask = (key: string, lines: readonly string[] | undefined) =>
        lines === undefined ? undefined : sayFrom(key, { [scene.language]: [...lines] }, variables);
      for (const slot of slots) {
        const close = open.flatMap((level) => level[slot]?.[scene.language] ?? []);
        // Close people hear the warmer lines two times in three, so they show without crowding the rest out.
        const isCloseFirst = (scene.turnNumber + hash(scene.persona.name, slot)) % 3 > 0;
        const own = voice[slot]?.[scene.language];
        const line = isCloseFirst
          ? (ask(`${slot}+`, close) ?? ask(slot, own))
          : (ask(slot, own) ?? ask(`${slot}+`, close));
        if (line !== undefined) return line;
      }
      for (const slot of slots) {
        const line = ask(`${slot}?`, DEFAULT_LINES[scene.language].slots[slot]);
        if (line !== undefined) return line;
      }
      return undefined;
    },
  };
}

const read = new WeakMap<object, Voice>();

/** Persona files are checked when they are loaded; anything else that arrives here counts as no material. */
function readVoice(raw: unknown): Voice {
  if (typeof raw !== 'object' || raw === null) return {};
  const known = read.get(raw);
  if (known !== undefined) return known;
  const parsed = voiceSchema.safeParse(raw);
  const voice = parsed.success ? parsed.data : {};
  read.set(raw, voice);
  return voice;
}

function openLevels(voice: Voice, level: string): readonly NonNullable<Voice['levels']>[string][] {
  const entries = Object.entries(voice.levels ?? {});
  const reached = entries.findIndex(([name]) => name === level);
  return entries.slice(0, reached + 1).map(([, slots]) => slots);
}

/**
 * The lines in the order they are tried. The set is dealt into as many hands as it allows, up to ROUND; the
 * turn's number picks the hand, so no line comes back within a round, and what was typed picks within it.
 */
function inTurn(lines: readonly string[], scene: Scene, key: string, userText: string): readonly string[] {
  if (lines.length === 0) return lines;
  const hands = Math.min(ROUND, lines.length);
  const hand = (scene.turnNumber + (hash(scene.persona.name, key) % hands)) % hands;
  const inHand = Math.ceil((lines.length - hand) / hands);
  const start =
    hand + hands * (hash(scene.persona.name, scene.turnNumber, userText, heardKey(scene)) % inHand);
  return lines.map((_, index) => lines[(start + index) % lines.length]!);
}

const heardKey = (scene: Scene): string => scene.recent.at(-1)?.text ?? '';

const VARIABLE = /\$\{(\w{1,40})\}/g;

function isSayable(line: string, values: Variables): boolean {
  return [...line.matchAll(VARIABLE)].every(([, name]) => (values[name!] ?? '') !== '');
}

function fillLine(line: string, values: Variables): string {
  const filled = line.replaceAll(VARIABLE, (_, name: string) => values[name] ?? '').replaceAll('${', '');
  return filled.charAt(0).toLocaleUpperCase() + filled.slice(1);
}

/** A line counts as heard when its longest fixed part was said, whatever its variables stood for. */
function isHeard(line: string, values: Variables, said: readonly string[]): boolean {
  if (said.length === 0) return false;
  const fixed = line.split(VARIABLE).filter((_, index) => index % 2 === 0);
  const longest = fixed.reduce((best, part) => (part.trim().length > best.length ? part.trim() : best), '');
  const mark = longest.length >= 6 ? longest.slice(1) : fillLine(line, values).slice(1);
  return said.some((text) => text.includes(mark));
}
