// Plays the scenes people see before they install anything, through the real program, and writes them down:
// docs/media/conversation.svg, and the transcripts in README.md between their markers. With --check it writes
// nothing and fails when one of them is not what the program says today.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { drawTerminal } from './media-svg.ts';
import { plain, readScreen } from './media-terminal.ts';
import { playVisits, type Visit } from './media-visit.ts';

// Greetings depend on the hour, and colours on the terminal: here neither is the machine's.
process.env.TZ = 'UTC';
for (const name of ['NO_COLOR', 'FORCE_COLOR', 'NODE_DISABLE_COLORS']) delete process.env[name];

const root = resolve(import.meta.dirname, '..');
const readme = join(root, 'README.md');
const PICTURE_COLUMNS = 94;
const README_COLUMNS = 104;

const grief: Visit = {
  columns: PICTURE_COLUMNS,
  persona: 'alicia',
  as: 'ana',
  at: '2026-11-07T18:30:00Z',
  says: [
    'Hello',
    "I'm Ana",
    'My dog Max died yesterday. He was fourteen.',
    'He slept on my shoes every night',
    'Thank you for listening',
  ],
};
const twoWeeksLater: Visit = {
  columns: PICTURE_COLUMNS,
  persona: 'alicia',
  as: 'ana',
  at: '2026-11-21T19:00:00Z',
  says: ["Hi Alicia, it's me again", 'Do you remember Max?', 'You are very kind', '/affinity', '/facts'],
};
const inEnglish: Visit = {
  columns: README_COLUMNS,
  persona: 'alicia',
  as: 'ana',
  at: '2026-11-21T18:30:00Z',
  says: ['Hello', 'I live in Lisbon and I work as a nurse', 'You are so kind', 'Are you a robot?', '/facts'],
};
const inSpanish: Visit = {
  columns: README_COLUMNS,
  persona: 'alicia',
  as: 'diego',
  at: '2026-11-21T18:30:00Z',
  says: ['Hola', 'Me llamo Diego', 'Mi perro se llama Max', 'Eres linda', '/afinidad'],
};

const [, later = ''] = await playVisits([grief, twoWeeksLater]);
const [english = ''] = await playVisits([inEnglish]);
const [spanish = ''] = await playVisits([inSpanish]);

const written: Readonly<Record<string, string>> = {
  [join(root, 'docs/media/conversation.svg')]: drawTerminal({
    rows: trimmed(readScreen(later)),
    columns: PICTURE_COLUMNS,
    title: 'npx kith chat --persona alicia --as ana',
    description:
      'A terminal. Ana comes back after two weeks; Alicia, a persona who restores photographs, remembers the dog Ana lost, is shy about a compliment, and /affinity and /facts show the points and what is kept.',
  }),
  [readme]: withScenes(read(readme), { english: talk(english), spanish: talk(spanish) }),
};

let drifted = 0;
for (const [file, content] of Object.entries(written)) {
  if (!process.argv.includes('--check')) writeFileSync(file, content);
  else if (read(file) !== content) {
    drifted++;
    process.stderr.write(
      `${relative(root, file)} is not what the program says; node scripts/media.ts plays it anew.\n`,
    );
  }
}
process.exitCode = drifted === 0 ? 0 : 1;

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Without the empty rows at both ends and the prompt that waits for more. */
function trimmed<Row extends ReturnType<typeof readScreen>[number]>(rows: readonly Row[]): readonly Row[] {
  const isEmpty = (row: Row) => /^(\S+ ›)?\s*$/u.test(plain(row));
  const first = rows.findIndex((row) => !isEmpty(row));
  const last = rows.findLastIndex((row) => !isEmpty(row));
  return rows.slice(first, last + 1);
}

/** The conversation alone: from the first line somebody typed. */
function talk(sent: string): string {
  const rows = trimmed(readScreen(sent));
  const first = rows.findIndex((row) => /^\S+ › /u.test(plain(row)));
  return rows
    .slice(first)
    .map((row) => plain(row).trimEnd())
    .join('\n');
}

/** Replaces what stands between `<!-- scene NAME -->` and `<!-- end -->`. */
function withScenes(markdown: string, scenes: Readonly<Record<string, string>>): string {
  return Object.entries(scenes).reduce(
    (text, [name, scene]) =>
      text.replace(
        new RegExp(`(<!-- scene ${name} -->\\n)[\\s\\S]*?(<!-- end -->)`),
        (_, begin: string, end: string) => `${begin}\n\`\`\`text\n${scene}\n\`\`\`\n\n${end}`,
      ),
    markdown,
  );
}
