const QUOTED =
  /"[^"\n]{0,400}"|(?<=^|[\s(])'[^'\n]{1,200}'(?=$|[\s.,!?)])|```[\s\S]{0,2000}?```|^ ?>[^\n]*$/gm;

/** Blanks out what is quoted in folded text, keeping its length: words of others are not the writer's. */
export function withoutQuotes(folded: string): string {
  return folded.replace(QUOTED, (quoted) => ';'.repeat(quoted.length));
}
