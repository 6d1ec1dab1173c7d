import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, resolve } from 'node:path';
import type { Config } from '../../config-schema.ts';
import type { PersonaName } from '../../core/ids.ts';
import type { CliTools } from '../tools.ts';
import type { Line, Transcript } from './transcript.ts';

/** Who plays: every `persona` line with the name it comes to, and the files to read for that. */
export interface Cast {
  /** By what the transcript calls them. */
  readonly names: ReadonlyMap<string, PersonaName>;
  readonly files: readonly string[];
  /** Lines that name nobody who can play, and why. */
  readonly missing: readonly (Line & { readonly expected: string; readonly actual: string })[];
}

/** Finds the personas a transcript names: by name or display name, or by the path of a file of their own. */
export async function castFor(
  tools: CliTools,
  config: Config,
  transcript: Transcript,
  file: string,
): Promise<Cast> {
  const lines: (Line & { readonly name: string })[] = [
    ...(transcript.persona === undefined ? [] : [transcript.persona]),
    ...transcript.steps.filter((step) => step.kind === 'persona'),
  ];
  const paths = new Map(
    lines.filter(({ name }) => isPath(name)).map(({ name }) => [name, located(name, file)] as const),
  );
  const files = [...new Set(paths.values())];
  const { personas, problems } = await tools.loadPersonas(config.personalities.dir, files);

  const names = new Map<string, PersonaName>();
  const missing: Cast['missing'][number][] = [];
  for (const { line, source, name } of lines) {
    const path = paths.get(name);
    const faults = problems.filter((entry) => entry.file === path).flatMap((entry) => entry.problems);
    const wanted = (path === undefined ? name : ((await nameIn(path)) ?? '')).toLowerCase();
    const found =
      faults.length > 0
        ? undefined
        : (personas.find((persona) => persona.name.toLowerCase() === wanted) ??
          personas.find((persona) => path === undefined && persona.displayName.toLowerCase() === wanted));
    if (found !== undefined) names.set(name, found.name);
    else if (path === undefined) {
      const known = personas.map((persona) => persona.name).join(', ');
      missing.push({ line, source, expected: `one of ${known}`, actual: `no persona named ${name}` });
    } else {
      const actual = faults.map(({ path: at, message }) => (at === '' ? message : `${at}: ${message}`));
      missing.push({ line, source, expected: `a persona in ${path}`, actual: actual.join('\n') });
    }
  }
  return { names, files, missing };
}

const isPath = (name: string): boolean => /[\\/]|\.json$/i.test(name);

/** Beside the transcript, or from where we stand. */
function located(path: string, transcript: string): string {
  const file = path.endsWith('.json') ? path : `${path}.json`;
  if (isAbsolute(file)) return file;
  const beside = resolve(dirname(transcript), file);
  return existsSync(beside) ? beside : resolve(file);
}

/** The name a persona file gives; whatever is wrong with the file has been said when it was loaded. */
async function nameIn(file: string): Promise<string | undefined> {
  try {
    const { name } = JSON.parse((await readFile(file, 'utf8')).replace(/^\uFEFF/, '')) as { name?: unknown };
    return typeof name === 'string' ? name : undefined;
  } catch {
    return undefined;
  }
}
