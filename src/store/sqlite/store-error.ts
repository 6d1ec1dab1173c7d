import { type ErrorCode, KithError } from '../../core/errors.ts';

/** Primary result codes of SQLite (https://sqlite.org/rescode.html) that mean more to an operator than "failed". */
const meanings: Readonly<Record<number, { code: ErrorCode; retryable: boolean; remedy: string }>> = {
  5: {
    code: 'store.unavailable',
    retryable: true,
    remedy: 'another process kept it locked; stop that process or try again',
  },
  6: { code: 'store.unavailable', retryable: true, remedy: 'it is locked; try again' },
  8: {
    code: 'store.unavailable',
    retryable: false,
    remedy: 'it cannot be written; check its owner and permissions',
  },
  10: {
    code: 'store.unavailable',
    retryable: true,
    remedy: 'the disk failed to read or write; check the disk',
  },
  11: {
    code: 'store.corrupt',
    retryable: false,
    remedy: 'it is damaged; stop every process, keep a copy, restore the last backup',
  },
  13: { code: 'store.unavailable', retryable: true, remedy: 'the disk is full; free some space' },
  14: {
    code: 'store.unavailable',
    retryable: false,
    remedy: 'it cannot be opened; check that the folder exists and may be written',
  },
  26: {
    code: 'store.corrupt',
    retryable: false,
    remedy: 'it is not a SQLite database; move it away or restore a backup',
  },
};

/** The same for the file itself, before SQLite sees it. */
const fileRemedies: Readonly<Record<string, string>> = {
  EACCES: 'it cannot be written; check its owner and permissions',
  EPERM: 'it cannot be written; check its owner and permissions',
  EROFS: 'it lies on a file system that cannot be written; name another folder',
  ENOSPC: 'the disk is full; free some space',
  EISDIR: 'it is a folder; move it away',
};

/** Any failure of the driver as a KithError `store.*`; a KithError passes unchanged. */
export const storeError = (cause: unknown, path: string): KithError => {
  if (cause instanceof KithError) return cause;
  const result =
    typeof cause === 'object' && cause !== null && 'errcode' in cause ? Number(cause.errcode) : undefined;
  // The low byte of an extended code is its primary code.
  const meaning = result === undefined ? undefined : meanings[result & 0xff];
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  const remedy = meaning?.remedy ?? fileRemedies[code];
  const said = cause instanceof Error ? cause.message : String(cause);
  return new KithError(
    meaning?.code ?? 'store.unavailable',
    `The database ${path} did not answer: ${remedy === undefined ? said : `${remedy} (${said})`}.`,
    {
      retryable: meaning?.retryable ?? false,
      details: { path, ...(result === undefined ? {} : { result }) },
      cause,
    },
  );
};
