/** A conversation as version 1.0 kept it, nothing interpreted yet. */
export interface SessionOne {
  readonly session_id?: unknown;
  readonly user_id?: unknown;
  readonly personality_name?: unknown;
  readonly created_at?: unknown;
  readonly messages: unknown;
  readonly context?: unknown;
}

/** A conversation as a text that has to be read, and what it was found under. */
export interface OldRecord {
  readonly id: string;
  readonly text: string;
}

/** The SQLite databases of version 1.0: a table `sessions`, with the messages as JSON in it or in a table of their own. */
export interface VersionOne {
  /** False also for what is no database. */
  isOne(file: string): boolean;
  /** Adds the tables of 1.1 that are missing, after a copy; without a copy when none was. */
  extend(file: string): { readonly added: readonly string[]; readonly backup?: string };
  /** Oldest first. @throws KithError `backup.invalid` */
  sessions(file: string): Iterable<SessionOne>;
}
