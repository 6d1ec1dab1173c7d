import { type PersonaName, type PlaceId, placeId } from '../ids.ts';
import type { IncomingMessage, Place } from '../message.ts';
import { answering } from '../people/answering.ts';
import type { Persona } from '../personas/persona.ts';
import type { Person, PlaceSettings } from '../ports/records.ts';
import type { Store } from '../ports/store.ts';
import { type Attention, attend, type Surroundings } from './attend.ts';
import type { Parts } from './parts.ts';

/** What becomes of a message, with the settings it was decided by, nearest first. */
export interface Heeded {
  readonly attention: Attention;
  readonly settings: readonly PlaceSettings[];
  /** Who said it, where that has been read already. */
  readonly person?: Person;
}

/**
 * Attends to a message, reading what must be known of its place and of what it replies to. `isToAnswer`: its author may be
 * read, and met, as well.
 */
export async function heed(
  parts: Parts,
  message: IncomingMessage,
  { isToAnswer = false }: { readonly isToAnswer?: boolean } = {},
): Promise<Heeded> {
  const { store, rules, clock } = parts;
  const { place } = message;
  const thread = threadOf(place);
  const repliedTo = await whoIsRepliedTo(parts, message);
  const around: Surroundings = {
    maxCharacters: rules.inbox.maxCharacters,
    personas: callableIn(parts, place),
    ...(repliedTo === undefined ? {} : { repliedTo }),
    isJoined: thread !== undefined && rules.manners.joinThreads,
    isQuiet: false,
  };
  // Most of what is said in a channel is for nobody here, whatever its settings are: they need not be read for it.
  const attention = attend(message, around);
  if (attention.kind === 'ignore' || attention.kind === 'command') return { attention, settings: [] };
  // Alone with somebody nearly everything is answered: who they are is asked at the same time.
  const isSure = isToAnswer && place.audience === 'one';
  const [settings, person] = await Promise.all([
    settingsOf(store, place),
    isSure ? store.people.ofAccount(message.author.account, message.at) : undefined,
  ]);
  return {
    settings,
    ...(person && { person }),
    attention: attend(message, {
      ...around,
      isJoined: around.isJoined && takesPart(place, settings),
      isQuiet: settings.some(({ quietUntil = 0 }) => quietUntil > clock.now()),
    }),
  };
}

/** What holds in a place: of its thread, of itself and of the channel around it, nearest first. */
export async function settingsOf({ places }: Store, place: Place): Promise<readonly PlaceSettings[]> {
  const around = new Set([threadOf(place) ?? place.id, place.id, place.parent ?? place.id]);
  const found = await Promise.all([...around].map((each) => places.get(each)));
  return found.filter((each) => each !== undefined);
}

/** Whether a persona takes part in the thread of a place. */
export function takesPart(place: Place, settings: readonly PlaceSettings[]): boolean {
  const thread = threadOf(place);
  return settings.some((each) => each.place === thread && each.isJoined);
}

/** Who answers: those who were called, in order, or the one who does when nobody is. */
export function speakersFor(
  { personas, rules }: Parts,
  person: Person,
  place: Place,
  called: readonly PersonaName[],
  settings: readonly PlaceSettings[],
): readonly Persona[] {
  const known = called.map((name) => personas.find(name)).filter((persona) => persona !== undefined);
  if (known.length === 0) return [answering(personas, person, place, settings)];
  return known.slice(0, rules.manners.maxSpeakers);
}

/** The persona takes part in the thread it has answered in; it is theirs where the channel has another one. */
export async function joinThread(
  { store, personas, rules, log }: Parts,
  { id, place }: IncomingMessage,
  persona: Persona,
  settings: readonly PlaceSettings[],
): Promise<void> {
  const thread = threadOf(place);
  if (thread === undefined || !rules.manners.joinThreads || place.audience === 'one') return;
  if (takesPart(place, settings)) return;
  const usual = place.persona ?? settings.find((each) => each.persona !== undefined)?.persona;
  const isOwn = persona.name !== (usual ?? personas.default.name);
  try {
    await store.apply(`join:${id}`, [
      { kind: 'place', place: thread, isJoined: true, ...(isOwn ? { persona: persona.name } : {}) },
    ]);
  } catch (error) {
    log.warn('Thread could not be joined', { place: thread, error });
  }
}

/** Where the settings of a thread are kept: it is a place of its own, or an address inside one. */
function threadOf(place: Place): PlaceId | undefined {
  if (place.thread !== undefined) return placeId(`${place.id}/${place.thread}`);
  return place.parent === undefined ? undefined : place.id;
}

/** Where the platform's account is one persona's, the others are other accounts' business. */
export function callableIn({ personas }: Parts, { persona }: Place): readonly Persona[] {
  const only = persona === undefined ? undefined : personas.find(persona);
  return only === undefined ? personas.list() : [only];
}

async function whoIsRepliedTo(
  { store, personas }: Parts,
  { repliesTo, place }: IncomingMessage,
): Promise<PersonaName | undefined> {
  const reply = repliesTo && (await store.messages.ofPlatform(repliesTo.id));
  if (reply?.speaker !== 'assistant') return undefined;
  if (place.persona !== undefined && place.persona !== reply.persona) return undefined;
  return personas.find(reply.persona)?.name;
}
