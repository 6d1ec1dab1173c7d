/** What a table of words says for a key somebody may have made up; the key itself where it says nothing. */
export function inWords(table: Readonly<Record<string, string>>, key: string): string {
  return Object.hasOwn(table, key) ? (table[key] ?? key) : key;
}
