import { messageId, personaName, personId, placeId, turnId } from '../core/ids.ts';
import type { Author, Language, Place } from '../core/message.ts';
import type { JobReport, JobRun } from '../core/ports/jobs.ts';
import type {
  Affinity,
  AffinityEvent,
  Fact,
  Mood,
  Person,
  PlaceSettings,
  Session,
  StoredMessage,
  Turn,
  TurnState,
  UsageRow,
} from '../core/ports/records.ts';
import { columns, type Row } from './columns.ts';

/** Accounts and lists are kept beside the row in one driver, in it in the other. */
export const personOf = (row: Row, accounts: Person['accounts'], listed: Person['listed']): Person => ({
  id: personId(columns.text(row.user_id)),
  accounts,
  ...columns.optional('language', row.language, (text) => text as Language),
  isGreeted: columns.flag(row.is_greeted),
  isRemembered: columns.flag(row.is_remembered ?? true),
  preferences: columns.object(row.preferences),
  chosen: columns.object(row.chosen),
  listed,
  createdAt: columns.number(row.created_at),
});

export const sessionOf = (row: Row): Session => ({
  id: columns.session(row),
  ...columns.pair(row),
  place: placeId(columns.text(row.place_id)),
  createdAt: columns.number(row.created_at),
  lastActivity: columns.number(row.last_activity),
  userMessages: columns.number(row.user_messages),
});

export const messageOf = (row: Row): StoredMessage => ({
  id: messageId(columns.text(row.id)),
  turn: turnId(columns.text(row.turn_id)),
  session: columns.session(row),
  ...columns.pair(row),
  speaker: row.speaker === 'assistant' ? 'assistant' : 'user',
  text: columns.text(row.content),
  at: columns.number(row.timestamp),
  venue: columns.venue(row),
  platformIds: columns.texts(row.platform_ids),
});

export const turnOf = (row: Row): Turn => ({
  id: turnId(columns.text(row.turn_id ?? row._id)),
  session: columns.session(row),
  ...columns.pair(row),
  place: columns.json<Place>(row.place),
  author: columns.json<Author>(row.author),
  state: columns.text(row.state) as TurnState,
  owner: columns.text(row.owner),
  attempts: columns.number(row.attempts),
  openedAt: columns.number(row.opened_at),
  spoken: columns.texts(row.spoken),
});

export const affinityOf = (row: Row): Affinity => {
  const level = columns.text(row.current_level ?? 'stranger');
  return {
    ...columns.pair(row),
    points: columns.number(row.affinity_points),
    level,
    // A seeded row has told nobody anything, and nobody expects an announcement of where they are already.
    toldLevel: columns.text(row.told_level ?? level),
    updatedAt: columns.number(row.last_updated),
  };
};

/** A row of the ledger. */
export const eventOf = (row: Row): AffinityEvent => ({
  id: columns.text(row.id),
  ...columns.pair(row),
  cause: columns.text(row.cause),
  rule: columns.text(row.rule),
  delta: columns.number(row.delta),
  before: columns.number(row.points_before),
  after: columns.number(row.points_after),
  levelBefore: columns.text(row.level_before),
  levelAfter: columns.text(row.level_after),
  ...columns.optional('message', row.message_id, messageId),
  at: columns.number(row.timestamp),
});

export const moodOf = (row: Row): Mood => ({
  session: columns.session(row),
  label: columns.text(row.current_mood ?? 'neutral'),
  intensity: columns.number(row.mood_intensity ?? 1),
  startedAt: columns.number(row.mood_started_at),
});

/** A row of the history. */
export const pastMoodOf = (row: Row): Mood => ({
  session: columns.session(row),
  label: columns.text(row.mood),
  intensity: columns.number(row.intensity),
  startedAt: columns.number(row.started_at),
});

/** `value`: any JSON, so that a text of it is read differently where only text is kept. */
export const factOf = (row: Row, value: Fact['value']): Fact => ({
  id: columns.text(row.id ?? row._id),
  person: personId(columns.text(row.user_id)),
  category: columns.text(row.category),
  key: columns.text(row.key),
  value,
  ...columns.optional('qualifier', row.qualifier, String),
  confidence: columns.number(row.confidence ?? 1),
  firstMentioned: columns.number(row.first_mentioned),
  updatedAt: columns.number(row.updated_at ?? row.first_mentioned),
  source: columns.text(row.source ?? 'command') as Fact['source'],
  persona: personaName(columns.text(row.personality_name)),
  isShareable: columns.flag(row.is_shareable ?? true),
  ...columns.optional('message', row.message_id, messageId),
  venue: columns.venue(row),
});

export const placeSettingsOf = (row: Row): PlaceSettings => ({
  place: placeId(columns.text(row.place_id)),
  ...columns.optional('persona', row.personality_name, personaName),
  isJoined: columns.flag(row.is_joined),
  ...columns.optional('quietUntil', row.quiet_until, Number),
});

export const usageOf = (row: Row): UsageRow => ({
  day: columns.text(row.day),
  purpose: columns.text(row.purpose),
  model: columns.text(row.model),
  calls: columns.number(row.calls),
  failures: columns.number(row.failures),
  promptTokens: columns.number(row.prompt_tokens),
  completionTokens: columns.number(row.completion_tokens),
});

export const runOf = (row: Row): JobRun => ({
  id: columns.text(row.run_id),
  job: columns.text(row.job),
  owner: columns.text(row.owner),
  at: columns.number(row.at),
  startedAt: columns.number(row.started_at),
  ...columns.optional('finishedAt', row.finished_at, Number),
  ...(row.report == null ? {} : { report: columns.json<JobReport>(row.report) }),
  ...columns.optional('error', row.error, String),
});
