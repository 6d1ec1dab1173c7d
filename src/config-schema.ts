import { z } from 'zod';
import { storageKeys } from './config-schema-storage.ts';
import { secretKey } from './core/secret-key.ts';

const whole = (min: number, max: number) => z.number().int().min(min).max(max);
const milliseconds = (min: number, max: number) => whole(min, max);
/** A cadence, up to a year. */
const minutes = whole(1, 525_600);

const address = z.url({ protocol: /^https?$/ });
/** Name of a collection in MongoDB. */
const collection = z.string().regex(/^(?!system\.)[^$\0]{1,100}$/, 'no name of a collection');

/** Keys whose values are shown to nobody. */
export const SECRET_KEYS: ReadonlySet<string> = new Set([
  'secret.key',
  'mongo.uri',
  'redis.url',
  'model.apiKey',
  'discord.token',
  'telegram.token',
  'telegram.personaTokens',
  'slack.botToken',
  'slack.appToken',
  'slack.signingSecret',
  'http.adminToken',
]);

/** Longest wait any key may ask for: a day. */
const DAY_MS = 86_400_000;

/**
 * Every key of the configuration. Defaults live in config/default.json, so that an operator sees them all in one
 * file; a key's description here becomes its row in docs/configuration.md.
 */
export const configSchema = z.strictObject({
  persona: z.strictObject({
    default: z
      .string()
      .min(1)
      .describe('Persona who answers where nobody chose another: a `name` in personalities/'),
  }),
  personalities: z.strictObject({
    dir: z.string().min(1).describe('Folder of the persona files; read once, never written'),
  }),
  data: z.strictObject({
    dir: z.string().min(1).describe('Folder of the SQLite file and the log of terminal chats'),
  }),
  language: z.strictObject({
    default: z.enum(['en', 'es']).describe('Language for people whose own is not known yet'),
  }),
  log: z.strictObject({
    level: z
      .enum(['debug', 'info', 'warn', 'error', 'silent'])
      .describe('Least serious event that is logged; message text only at debug'),
    file: z
      .string()
      .describe(
        'File the events go to as well while platforms are served, e.g. ./logs/kith.log; one process per file; empty = standard error only',
      ),
    fileMegabytes: whole(1, 10_000).describe('Size at which the next log file is begun, MB'),
    files: whole(2, 1_000).describe('Most log files kept, the one being written included'),
  }),
  ...storageKeys,
  secret: z.strictObject({
    key: z
      .string()
      .refine((text) => text === '' || secretKey(text) !== undefined, {
        error: 'expected 32 bytes as 64 hexadecimal digits or base64, e.g. what openssl rand -hex 32 prints',
      })
      .describe(
        'Key backups are encrypted with, 32 bytes as hexadecimal digits or base64; set KITH_SECRET_KEY, never a file; empty = they are not',
      ),
  }),
  mongo: z.strictObject({
    uri: z
      .union([
        z.literal(''),
        z.string().regex(/^mongodb(\+srv)?:\/\//, 'expected mongodb:// or mongodb+srv://'),
      ])
      .describe('MongoDB that keeps everything; set MONGODB_URI, never a file; empty = the SQLite file'),
    database: z.string().max(60).describe('Its database; empty = the one the address names, else kith'),
    maxPoolSize: whole(1, 1_000).describe('Most connections to it'),
    serverSelectionMs: milliseconds(100, 600_000).describe(
      'Longest wait for a server that can be used before an error, ms',
    ),
    connectMs: milliseconds(100, 600_000).describe('Longest a connection may take, ms'),
    socketMs: milliseconds(100, 600_000).describe('Longest wait for an answer, ms'),
    heartbeatMs: milliseconds(500, 600_000).describe(
      'Time between two looks whether the server is well, ms; one that hangs is noticed after this and connectMs',
    ),
    collections: z.strictObject({
      prefix: z
        .string()
        .max(60)
        .describe('What the names of collections begin with that only Kith needs to know'),
      sessions: collection.describe('Collection of sessions'),
      messages: collection.describe('Collection of messages'),
      affinity: collection.describe('Collection of points, e.g. user_ratings where there is one already'),
      moods: collection.describe('Collection of moods'),
      facts: collection.describe('Collection of facts, e.g. user_preferences where there is one already'),
      episodes: collection.describe('Collection of episodes'),
    }),
  }),
  inbox: z.strictObject({
    burstMs: milliseconds(0, 60_000).describe(
      'Quiet time that ends a burst of messages answered as one, ms; 0 answers each',
    ),
    burstMaxMs: milliseconds(0, DAY_MS).describe('Longest a burst is waited for, ms'),
    duplicateMinutes: whole(1, 10_080).describe('How long a platform event is remembered as seen, minutes'),
    maxCharacters: whole(100, 1_000_000).describe(
      'Longest message a persona reads, characters; longer ones get a clear answer instead',
    ),
  }),
  manners: z.strictObject({
    maxSpeakers: whole(1, 10).describe('Most personas who answer one message that calls several'),
    floorMs: milliseconds(0, 600_000).describe(
      'Longest a persona waits for another one to finish speaking in the same place, ms',
    ),
    joinThreads: z
      .boolean()
      .describe('Whether a persona who has answered in a thread answers there unasked from then on'),
    bots: z
      .enum(['ignore', 'capped'])
      .describe('What other bots get: no answer, or a limited number of them (botExchanges)'),
    botExchanges: whole(1, 10_000).describe(
      'Most answers to other bots in one place within botWindowSeconds',
    ),
    botWindowSeconds: whole(1, 86_400).describe('Time over which answers to other bots are counted, seconds'),
    replyFollowsDeletion: z
      .boolean()
      .describe('Whether a reply is taken back when every message it answers was deleted'),
    lateEditSeconds: whole(0, 86_400).describe(
      'How long a message nobody was meant to answer may still be edited into one that is answered, seconds',
    ),
  }),
  session: z.strictObject({
    idleMinutes: whole(1, 525_600).describe(
      'Silence after which the next message begins a new session, minutes',
    ),
  }),
  turn: z.strictObject({
    recentMessages: whole(1, 100).describe(
      'Messages of the session that always go into the prompt, both sides',
    ),
    shutdownMs: milliseconds(0, 600_000).describe(
      'Time running turns get to finish when the program stops, ms',
    ),
    closingMs: milliseconds(0, 600_000).describe(
      'Time stores and platforms get after everything else was called off, ms',
    ),
  }),
  reflect: z.strictObject({
    deadlineMs: milliseconds(100, 600_000).describe(
      'Longest the work after a reply may hold back the next message, ms',
    ),
  }),
  mood: z.strictObject({
    resetOnNewSession: z
      .boolean()
      .describe(
        "Whether a new session begins in the persona's initial mood, unless the persona says otherwise",
      ),
  }),
  affinity: z.strictObject({
    dailyCap: whole(0, 1_000_000).describe(
      'Most points a person can gain from one persona in a UTC day; 0 = no cap',
    ),
  }),
  memory: z.strictObject({
    episodeEvery: whole(1, 1_000).describe(
      'Messages of a person in a session between two looks for an episode',
    ),
    staleConfidence: z
      .number()
      .min(0)
      .max(1)
      .describe('Facts less certain than this (0–1) are forgotten when nobody restates them'),
    staleDays: whole(1, 36_500).describe('How long such a fact is kept, days'),
    keepRecent: whole(0, 10_000).describe(
      "Latest exchanges that no summary covers; at most half of the persona's summary_threshold",
    ),
  }),
  retrieval: z.strictObject({
    facts: whole(0, 100).describe('Most facts in a prompt'),
    episodes: whole(0, 100).describe('Most episodes in a prompt'),
    messages: whole(0, 100).describe('Most older messages in a prompt'),
    summaries: whole(0, 20).describe('Most summaries of older exchanges in a prompt; 0 = none'),
    maxInMemory: whole(100, 10_000_000).describe(
      'Messages of one person and persona up to which the index is kept in memory',
    ),
    partitions: whole(1, 1_000_000).describe('Indexes kept in memory at once'),
    vectors: z
      .enum(['', 'off', 'local', 'server'], { error: 'expected off, local or server' })
      .describe(
        'Whether messages are also found by likeness: local = of spelling and word forms, without network; server = as model.embedding judges it; empty = as storage.phase says',
      ),
    vectorWeight: z
      .number()
      .min(0)
      .max(10)
      .describe('What the most alike message gains; the one whose words match best has about 1'),
    vectorFloor: z
      .number()
      .min(0)
      .max(1)
      .describe('Likeness (cosine, 0–1) below which a message gains nothing by it; words count in any case'),
  }),
  model: z.strictObject({
    apiKey: z.string().describe('Key of the model server; set OPENAI_API_KEY, never a file'),
    baseUrl: z
      .union([z.literal(''), z.url({ protocol: /^https?$/ })])
      .describe('Base URL of a Chat Completions server; empty = OpenAI; a URL without a key is fine'),
    name: z.string().describe('Model that speaks; needed as soon as a key or a base URL is set'),
    light: z
      .string()
      .describe('Model for the light questions (mood, facts, episodes); empty = the one that speaks'),
    embedding: z
      .string()
      .describe(
        'Model of the same server for vectors of messages; set EMBEDDING_MODEL; empty = none is ever asked',
      ),
    embeddingMs: milliseconds(50, 600_000).describe(
      "Longest an answer waits for its question's vector before it goes by words alone, ms",
    ),
    contextTokens: whole(500, 10_000_000).describe(
      'Window of the model, tokens; the prompt and the reply share it',
    ),
    replyTokens: whole(16, 1_000_000).describe('Longest reply, tokens'),
    temperature: z.number().min(0).max(2).describe('Liveliness of replies, 0–2'),
    images: z
      .boolean()
      .describe(
        'Whether the model that speaks is shown pictures people send; else it reads that there is one',
      ),
    imageBytes: whole(1_000, 100_000_000).describe('Largest picture it is shown, bytes'),
    imageMs: milliseconds(0, 600_000).describe('Longest an answer waits for pictures to arrive, ms'),
    maxReplyCharacters: whole(100, 10_000_000).describe('Reply text beyond this is cut, characters'),
    firstTokenMs: milliseconds(50, 600_000).describe('Longest wait for the first word, ms'),
    stallMs: milliseconds(50, 600_000).describe('Longest silence in the middle of a reply, ms'),
    deadlineMs: milliseconds(50, 600_000).describe('Longest a reply may take in all, retries included, ms'),
    lightDeadlineMs: milliseconds(50, 600_000).describe(
      'Longest a light question may take, retries included, ms',
    ),
    retries: whole(0, 10).describe('Tries after the first, before anything was said'),
    retryBaseMs: milliseconds(0, 60_000).describe(
      'First pause before a retry, ms; doubles each time, with jitter',
    ),
    retryMaxMs: milliseconds(0, 600_000).describe(
      'Longest pause before a retry, ms; a server asking for more is taken as failed',
    ),
    breakerFailures: whole(1, 1_000).describe('Failures in a row after which the server is left alone'),
    breakerCoolOffMs: milliseconds(0, DAY_MS).describe('How long it is left alone, ms'),
  }),
  discord: z.strictObject({
    token: z.string().describe('Bot token; set DISCORD_TOKEN, never a file; empty = Discord is not served'),
    apiUrl: address.describe("Base of Discord's REST API, ending in /api"),
    messageContent: z
      .enum(['auto', 'on', 'off'])
      .describe(
        'Whether to ask for the privileged Message Content intent; auto = go on without it where Discord refuses',
      ),
    editEveryMs: milliseconds(200, 60_000).describe('Pause between two edits of a growing answer, ms'),
  }),
  telegram: z.strictObject({
    token: z.string().describe('Bot token; set TELEGRAM_TOKEN, never a file; empty = Telegram is not served'),
    personaTokens: z
      .string()
      .describe(
        'Further bots that are one persona each, `mika=123:abc, yumi=456:def`; set KITH_TELEGRAM_PERSONATOKENS, never a file',
      ),
    apiRoot: address.describe('Root of the Bot API, without a slash at the end'),
    draftEveryMs: milliseconds(50, 60_000).describe('Pause between two drafts in a private chat, ms'),
    editEveryMs: milliseconds(500, 60_000).describe('Pause between two edits of an answer in a group, ms'),
    webhookUrl: z
      .union([z.literal(''), z.url({ protocol: /^https?$/ })])
      .describe('Public URL of this HTTP port; set = Telegram calls us instead of being asked'),
  }),
  slack: z.strictObject({
    botToken: z
      .string()
      .describe('xoxb- token; set SLACK_BOT_TOKEN, never a file; empty = Slack is not served'),
    appToken: z.string().describe('xapp- token for Socket Mode; set SLACK_APP_TOKEN'),
    signingSecret: z
      .string()
      .describe('Signing secret for events over HTTP at /slack/events; set SLACK_SIGNING_SECRET'),
    apiUrl: address.describe("Base of Slack's Web API, ending in /api/"),
    streamEveryMs: milliseconds(50, 60_000).describe('Pause between two pieces of a streamed answer, ms'),
  }),
  channels: z.strictObject({
    requestMs: milliseconds(1_000, 600_000).describe('Longest one request to a platform may take, ms'),
    retryBaseMs: milliseconds(10, 60_000).describe(
      'First pause before a platform is tried again, ms; doubles each time, with jitter',
    ),
    retryMaxMs: milliseconds(100, DAY_MS).describe('Longest such pause, ms'),
  }),
  http: z.strictObject({
    host: z.string().min(1).describe('Address the HTTP port is opened on'),
    port: whole(0, 65_535).describe(
      'HTTP port for platforms that call us, health and metrics; open while platforms are served; 0 = any free one',
    ),
    bodyBytes: whole(1_000, 100_000_000).describe('Largest request body taken, bytes'),
    healthMs: milliseconds(50, 60_000).describe('Longest a health page waits for the store, ms'),
    adminToken: z
      .union([z.literal(''), z.string().min(16)])
      .describe(
        'Password of the jobs dashboard at /jobs/, 16 characters or more; set KITH_HTTP_ADMINTOKEN, never a file; empty = not served',
      ),
  }),
  delivery: z.strictObject({
    retries: whole(0, 20).describe('Tries after the first for a page that a platform surely did not take'),
    retryBaseMs: milliseconds(0, 60_000).describe(
      'First pause before such a try, ms; doubles each time, with jitter',
    ),
    retryMaxMs: milliseconds(0, 600_000).describe(
      'Longest such pause, ms; a platform asking for more is taken as failed',
    ),
  }),
  broadcast: z.strictObject({
    perSecond: z
      .number()
      .min(0.01)
      .max(1_000)
      .describe('Most places an announcement is posted in per second'),
    atOnce: whole(1, 100).describe('Posts of an announcement under way at once'),
    expiryHours: whole(1, 8_760).describe(
      'How long an announcement waits for quiet hours to end, or for a platform to be reached, hours',
    ),
    retryMinutes: minutes.describe('Pause before a place that could not be reached is tried again, minutes'),
    attempts: whole(1, 100).describe('Times an announcement is tried in one place'),
    mentions: whole(0, 20).describe('Most announcements in a prompt; 0 = personas do not speak of them'),
    mentionDays: whole(0, 365).describe('How long personas may speak of an announcement, days'),
  }),
  recover: z.strictObject({
    maxAgeHours: whole(0, 8_760).describe(
      'An interrupted message older than this is remembered, not answered any more, hours',
    ),
    attempts: whole(1, 100).describe(
      'Times an interrupted turn is answered; after that it is settled by rules alone, and after three more given up',
    ),
    marginMs: milliseconds(0, DAY_MS).describe(
      'What a running turn may take beyond the deadlines of its model calls before another process takes it over, ms',
    ),
    atOnce: whole(1, 1_000).describe('Interrupted turns of different sessions finished at once'),
    graceMs: milliseconds(0, 60_000).describe(
      'Time a message that a process sent as it died gets to arrive before it is looked for, ms',
    ),
  }),
  cluster: z.strictObject({
    heartbeatMs: milliseconds(100, 600_000).describe(
      'Time between two signs of life of a process to the others of its deployment, ms',
    ),
    deadMs: milliseconds(500, DAY_MS).describe(
      'Silence after which a process counts as dead and the others take its work over, ms; several times heartbeatMs',
    ),
    lookMs: milliseconds(100, 600_000).describe(
      'Time between two looks for what processes that are gone left, ms',
    ),
  }),
  jobs: z.strictObject({
    recoverEveryMinutes: minutes.describe('Time between two looks for answers left half-way, minutes'),
    cleanupEveryMinutes: minutes.describe(
      'Time between two looks for doubtful facts nobody restated, minutes',
    ),
    broadcastEveryMinutes: minutes.describe('Time between two looks for announcements to be posted, minutes'),
    decayEveryMinutes: minutes.describe(
      'Time between two looks for personas whose memories are due to fade, minutes',
    ),
    summariseEveryMinutes: minutes.describe(
      'Time between two looks for conversations with enough to summarise, minutes',
    ),
    embedEveryMinutes: minutes.describe('Time between two looks for messages without a vector, minutes'),
    renewEveryMinutes: minutes.describe(
      'Time between two renewals of the personas in the cache, minutes; no longer than cache.ttlSeconds',
    ),
    pollMs: milliseconds(100, 600_000).describe(
      "Longest until a job that is due begins, or another process's is taken over, ms",
    ),
  }),
});

/** The whole configuration: frozen, complete, checked. */
export type Config = z.infer<typeof configSchema>;
