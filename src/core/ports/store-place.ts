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

/** Where a deployment keeps everything, for whoever opens, copies or replaces it as a whole. */
export interface StorePlace {
  readonly driver: 'sqlite' | 'mongodb';
  /** The file, or the address without its password. */
  readonly where: string;
  /** Version of the schema there (absent: nothing is kept there yet) and the one this Kith keeps. */
  version(): Promise<{ readonly kept?: number; readonly known: number }>;
  /** Brings the schema up to date, as every opening does. */
  open(): Promise<Store>;
  /** Keeps every other process out until it is closed. @throws KithError `store.unavailable` when one is there. */
  openAlone(): Promise<Store>;
  /** Whole and consistent copy as it is, whatever its version; its name. Undefined where the driver has none. */
  copyAside(ending: string): Promise<string | undefined>;
  /** An empty store of an earlier or the present version. @throws KithError `store.newer` */
  draft(version: number): Promise<StoreDraft>;
}
