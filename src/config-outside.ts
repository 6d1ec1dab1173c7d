/** A key that a variable of the environment sets under another name than its own. */
export interface Outside {
  readonly key: string;
  readonly value: string;
}

/**
 * What `DATABASE_URL` means, by its scheme: `mongodb://` the MongoDB, `sqlite:` or `file:` the SQLite file, of which
 * `sqlite:///kith.sqlite` is meant from where we stand and `sqlite:////data/kith.sqlite` is not. A text says what is wrong
 * with it, and never more of it than the scheme.
 */
export function readDatabaseUrl(url: string): Outside | string {
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]*):(.*)$/is.exec(url.trim()) ?? [];
  const kind = scheme.toLowerCase();
  if (kind === 'mongodb' || kind === 'mongodb+srv') return { key: 'mongo.uri', value: url.trim() };
  if (kind === 'sqlite' || kind === 'sqlite3') {
    const path = rest.replace(/^\/\/\/?/, '').replace(/[?#].*$/s, '');
    if (path === '' || path === ':memory:') return { key: 'storage.backend', value: 'memory' };
    return { key: 'store.file', value: path };
  }
  if (kind === 'file') {
    const path = rest.replace(/^\/\/(?:localhost(?=\/))?/i, '').replace(/[?#].*$/s, '');
    if (path !== '') return { key: 'store.file', value: path };
  }
  const found = kind === '' ? 'no scheme' : `the scheme ${kind}`;
  return `DATABASE_URL: found ${found}; expected mongodb://, mongodb+srv://, sqlite:///path or file:path (sqlite, mongodb and memory are the stores there are)`;
}
