/** Chance and ids as arguments. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** A new id, unique for ever: url-safe, at most 40 characters. */
  id(): string;
}
