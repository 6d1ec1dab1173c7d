import { wordsIn } from '../commands/words.ts';
import { startSpeech } from '../delivery/speak.ts';
import type { Speech, SpeechOptions } from '../delivery/speech.ts';
import { withdraw } from '../delivery/withdraw.ts';
import { KithError } from '../errors.ts';
import type { Outgoing } from '../message.ts';
import type { StoredMessage, Turn } from '../ports/records.ts';
import { originalOf } from './copies.ts';
import type { OpenTurn } from './open-turn.ts';
import { channelOfTurn, isTakenOver } from './ours.ts';
import type { Parts } from './parts.ts';
import { unavailable } from './unavailable.ts';

/** An answer of a persona that has begun, and what every form of it shares. */
export interface OpenSpeech {
  readonly speech: Speech;
  readonly draft: Omit<Outgoing, 'text' | 'notice'>;
}

/**
 * Begins to speak where the turn is, under the persona's face. What an earlier run said of the same answer is gone on
 * with. @throws KithError `channel.failed`
 */
export function openSpeech(parts: Parts, open: OpenTurn): OpenSpeech {
  const options = speechOf(parts, open);
  return { draft: options.draft, speech: startSpeech(options) };
}

function speechOf(parts: Parts, { turn, said, context }: OpenTurn): SpeechOptions {
  const { store, clock, log, random, rules, personas, stopping: signal } = parts;
  const { persona } = context;
  const channel = parts.channel(turn.place.channel);
  if (channel === undefined)
    throw new KithError('channel.failed', `No channel named ${turn.place.channel} is running.`);
  const answered = said.at(-1);
  const isResumed = turn.attempts > 1;
  return {
    channel: channelOfTurn(parts, turn, channel),
    place: turn.place,
    draft: {
      kind: 'reply',
      visibleTo: 'place',
      speaker: {
        persona: persona.name,
        displayName: persona.displayName,
        ...(persona.avatar === undefined ? {} : { avatar: persona.avatar }),
        isDefault: persona.name === personas.default.name,
      },
      ...(answered === undefined ? {} : { replyTo: originalOf(answered.id) }),
    },
    key: turn.id,
    clock,
    log,
    retry: { random, ...rules.delivery },
    signal,
    ...(isResumed ? { resumed: { spoken: turn.spoken, isFinal: turn.state === 'replied' } } : {}),
    onSpoken: (platformIds) => store.turns.speaking(turn.id, platformIds),
  };
}

/**
 * Says a stored reply and records what the platform made of it. A platform that refuses costs the answer only: it is
 * kept, and what the person said still counts.
 * @throws what the platform threw when a stop called it off: the turn stays `replied`, and the next start says it.
 */
export async function deliver(
  { store, log, stopping }: Parts,
  turn: Turn,
  speech: Speech,
  final: Outgoing,
): Promise<void> {
  try {
    const sent = await speech.finish(final);
    await store.turns.delivered(
      turn.id,
      sent.map((page) => page.platformId),
    );
  } catch (error) {
    if (stopping.aborted || isTakenOver(error)) throw error;
    log.error('Reply could not be delivered', { turn: turn.id, place: turn.place.id, error });
    // What stands of it is known to be ours: a reaction to it, or its removal, finds the reply.
    const ids = speech.ids().filter((id) => id !== '');
    if (ids.length > 0)
      await store.turns
        .delivered(turn.id, ids)
        .catch((reason: unknown) =>
          log.error('Pages could not be recorded', { turn: turn.id, error: reason }),
        );
  }
}

/** Says a reply that another run stored and may not have said: what stands is kept or made whole, the rest follows. */
export async function redeliver(parts: Parts, open: OpenTurn, { text }: StoredMessage): Promise<void> {
  const { turn, person, said, language } = open;
  const { speech, draft } = openSpeech(parts, open);
  // The line of first contact belongs to the first answer; that it was given is on record since the reply was stored.
  const isFirst = (await parts.store.messages.count(person.id)) === said.length + 1;
  await deliver(parts, turn, speech, {
    ...draft,
    text,
    ...(isFirst ? { notice: wordsIn[language].notice } : {}),
  });
}

/**
 * Ends an answer that will not be said any more, without a new message: what an earlier run left half is made whole where
 * the reply was stored, taken back where it was not.
 */
export async function leaveUnsaid(
  parts: Parts,
  open: OpenTurn,
  answer: StoredMessage | undefined,
): Promise<void> {
  const { turn, context, language } = open;
  if (turn.spoken.length === 0 || parts.channel(turn.place.channel) === undefined) return;
  // Nothing waits for it: one try is enough.
  const { retry: _, ...options } = speechOf(parts, open);
  await withdraw(options, {
    ...(answer === undefined ? {} : { text: answer.text }),
    line: unavailable(context.persona, language, 0),
  });
}
