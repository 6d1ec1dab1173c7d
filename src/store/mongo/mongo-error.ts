import mongoose from 'mongoose';
import { KithError } from '../../core/errors.ts';

interface Meaning {
  readonly retryable: boolean;
  readonly remedy: string;
}

const gone: Meaning = {
  retryable: true,
  remedy: 'it cannot be reached; check that it runs and that MONGODB_URI names it',
};
const closed: Meaning = { retryable: false, remedy: 'this process has closed its connection' };

/** Error names of the driver that mean more to an operator than "failed". */
const byName: Readonly<Record<string, Meaning>> = {
  MongoServerSelectionError: gone,
  MongooseServerSelectionError: gone,
  MongoNetworkTimeoutError: { retryable: true, remedy: 'it did not answer in time; check its load' },
  MongoWaitQueueTimeoutError: {
    retryable: true,
    remedy: 'all connections are busy; raise mongo.maxPoolSize',
  },
  MongoNotConnectedError: closed,
  MongoClientClosedError: closed,
  MongoTopologyClosedError: closed,
  MongoPoolClosedError: closed,
  MongoExpiredSessionError: closed,
  MongoParseError: { retryable: false, remedy: 'MONGODB_URI is not a MongoDB address' },
};

/** Codes of the server (https://www.mongodb.com/docs/manual/reference/error-codes/). */
const byCode: Readonly<Record<number, Meaning>> = {
  13: { retryable: false, remedy: 'the account of MONGODB_URI may not do this; give it the role readWrite' },
  18: { retryable: false, remedy: 'name or password in MONGODB_URI is wrong' },
  8000: { retryable: false, remedy: 'name or password in MONGODB_URI is wrong' },
  // What it says while it shuts down or another member takes over.
  91: gone,
  189: gone,
  10107: gone,
  11600: gone,
  13435: gone,
};

/** Any failure of the driver as a KithError `store.*`; a KithError passes unchanged. No secret of `uri` is in it. */
export const mongoError = (cause: unknown, uri: string): KithError => {
  if (cause instanceof KithError) return cause;
  const { name, code, said } = partsOf(cause);
  // What keeps a batch from being sent comes without a code, under the batch's name.
  const isUnsent = name === 'MongoBulkWriteError' && Number.isNaN(code);
  const meaning =
    byCode[code] ??
    byName[name] ??
    (isUnsent || cause instanceof mongoose.mongo.MongoNetworkError ? gone : undefined) ??
    (/closed/i.test(said) ? closed : undefined);
  const server = serverOf(uri);
  const words = withoutSecrets(said, uri);
  return new KithError(
    'store.unavailable',
    `MongoDB at ${server} did not answer: ${meaning === undefined ? words : `${meaning.remedy} (${words})`}.`,
    {
      retryable: meaning?.retryable ?? false,
      details: { server, ...(Number.isNaN(code) ? {} : { result: code }) },
      // The driver's own error may hold the address with its password.
      cause: new Error(words),
    },
  );
};

/** Whether a document of that key is there already (E11000). */
export const isDuplicate = (cause: unknown): boolean => partsOf(cause).code === 11_000;

/** Hosts of an address, without the account. */
export const serverOf = (uri: string): string =>
  /^[^:]+:\/\/(?:[^@/]*@)?([^/?]*)/.exec(uri)?.[1] ?? 'MONGODB_URI';

const withoutSecrets = (text: string, uri: string): string => {
  const account = /^[^:]+:\/\/([^@/]*)@/.exec(uri)?.[1];
  if (account === undefined) return text;
  const [, password = ''] = account.split(/:(.*)/s);
  return [uri, account, password, decoded(password)]
    .filter((secret) => secret !== '')
    .reduce((left, secret) => left.replaceAll(secret, '…'), text);
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const partsOf = (cause: unknown): { readonly name: string; readonly code: number; readonly said: string } => {
  const parts = typeof cause === 'object' && cause !== null ? (cause as Record<string, unknown>) : {};
  return {
    name: typeof parts.name === 'string' ? parts.name : '',
    code: typeof parts.code === 'number' ? parts.code : Number.NaN,
    said: typeof parts.message === 'string' ? parts.message : String(cause),
  };
};
