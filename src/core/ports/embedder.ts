/** Turns texts into vectors that lie near each other where the texts are alike. */
export interface Embedder {
  /** Vectors of different names are never compared: another model, or another version of ours, has another name. */
  readonly name: string;
  /**
   * What its vectors are alike in. Spelling is asked only about words that were never said as they stand: of the others
   * their meaning here is known better from where they stand.
   */
  readonly likeness: 'spelling' | 'meaning';
  /** Numbers of a vector; undefined until a server has given its first. */
  readonly dimensions: number | undefined;
  /**
   * One vector for each text, in their order, each of length 1; all zeros for a text nothing can be made of.
   * @throws KithError `model.*`, or `aborted`.
   */
  embed(texts: readonly string[], signal: AbortSignal): Promise<readonly Float32Array[]>;
}
