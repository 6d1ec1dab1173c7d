import type { Store } from './store.ts';
import type { Tables } from './tables.ts';

/** A whole store that is built beside the one in use. */
export interface StoreDraft {
  readonly tables: Tables;
  /**
   * Brings it to this Kith's version and puts it in the place of the store, in one step; what was there before is kept
   * and returned by name. @throws KithError `store.unavailable` while another process has the store open.
   */
  finish(): Promise<{ readonly before?: string }>;
  /** Leaves nothing of it; after `finish` it does nothing. */
  discard(): Promise<void>;
}

/** Who replaces everything. */
export interface Replacing {
  /** What to run again where it does not come to its end. */
  readonly command: string;
  /** Although processes seem to live: for clocks that do not agree. Default: false. */
  readonly isForced?: boolean;
}

/** Where a deployment keeps everything, for whoever opens, copies or replaces it as a whole. */
export interface StorePlace {
  readonly driver: 'sqlite' | 'mongodb';
  /** The file, or the address without its password. */
  readonly where: string;
  /** Version of the schema there (absent: nothing is kept there yet) and the one this Kith keeps. */
  version(): Promise<{ readonly kept?: number; readonly known: number }>;
  /** Brings the schema up to date, as every opening does. */
  open(): Promise<Store>;
  /**
   * A file is kept from every other process until it is closed; of a server only that none lives at this moment is known.
   * @throws KithError `store.unavailable` that names who is there.
   */
  openAlone(how?: Pick<Replacing, 'isForced'>): Promise<Store>;
  /** The command that began to replace everything and did not come to its end: what is there is half of each. */
  begun(): Promise<string | undefined>;
  /** Whole and consistent copy as it is, whatever its version; its name. Undefined where the driver has none. */
  copyAside(ending: string): Promise<string | undefined>;
  /**
   * An empty store of an earlier or the present version. @throws KithError `store.newer`; `store.unavailable` that names a
   * process that lives.
   */
  draft(version: number, replacing: Replacing): Promise<StoreDraft>;
}

/** A server, in which nothing is replaced in one step. */
export interface ServerPlace extends StorePlace {
  /**
   * From now on, also after this process was killed, everybody else who opens it is refused, until `end`.
   * @throws KithError `store.unavailable` that names a process that lives; then nothing was changed.
   */
  openToReplace(replacing: Replacing): Promise<{ readonly store: Store; end(): Promise<void> }>;
}
