/** Writes lines into one file: all of them, or no file. @throws KithError `backup.failed`, or what `lines` throws. */
export type WriteArchive = (options: {
  readonly file: string;
  /** Without line breaks. */
  readonly lines: AsyncIterable<string>;
  /** As text that any program reads, instead of compressed. */
  readonly isPlain?: boolean;
  /** 32 bytes; absent: not encrypted. */
  readonly key?: Uint8Array;
  /** Unique for ever: what encrypts one file never encrypts another. */
  readonly id: string;
}) => Promise<void>;

/** The lines of such a file, in order. @throws KithError `backup.invalid` or `backup.key` where it is not whole. */
export type ReadArchive = (options: {
  readonly file: string;
  /** Takes plain text as well. */
  readonly isPlain?: boolean;
  readonly key?: Uint8Array;
}) => AsyncIterable<string>;
