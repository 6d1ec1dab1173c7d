import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type Component, parseComponent } from '../core/personas/component.ts';
import type { PersonaDefinition } from '../core/personas/definition.ts';
import { parsePersona } from '../core/personas/parse-persona.ts';
import type { Persona } from '../core/personas/persona.ts';
import { type Problem, problem } from '../core/personas/problem.ts';
import type { FileProblems } from '../core/personas/registry.ts';
import { resolvePersonas } from '../core/personas/resolve.ts';

export interface LoadedPersonas {
  /** Valid ones, by file name. */
  readonly personas: readonly Persona[];
  /** Files that did not load, and why. */
  readonly problems: readonly FileProblems[];
  /** Doubts about files that did. */
  readonly warnings: readonly FileProblems[];
}

/** A persona is text a person wrote; a megabyte of it is a mistake or an attack. */
const LARGEST_FILE = 1024 * 1024;
const COMPONENTS = 'components';

/**
 * Reads every `*.json` of a folder, and the trait sets in its `components/`. Never writes. A file that is no
 * good is named and the rest load; a folder that is not there is a problem, not a throw.
 * `extra` files are read beside it and are named by their whole path; one takes the place of the folder's persona of
 * the same name.
 */
export async function loadPersonas(
  directory: string,
  extra: readonly string[] = [],
): Promise<LoadedPersonas> {
  const found = new Map<string, { problems: Problem[]; warnings: Problem[] }>();
  const about = (file: string) => {
    const entry = found.get(file) ?? { problems: [], warnings: [] };
    found.set(file, entry);
    return entry;
  };
  const paths = new Set(extra.map((path) => resolve(path)));
  const [componentFiles, folderFiles, extraFiles] = await Promise.all([
    readFolder(join(directory, COMPONENTS)),
    readFolder(directory),
    Promise.all(
      [...paths].map(async (path) => ({ ...(await readJson(dirname(path), basename(path))), file: path })),
    ),
  ]);
  const personaFiles = [
    ...extraFiles,
    ...(folderFiles ?? []).filter(({ file }) => !paths.has(resolve(directory, file))),
  ];
  if (folderFiles === undefined) {
    about(directory).problems.push(problem('', directory, 'a readable folder of persona files'));
  }

  const components: Component[] = [];
  const componentNames = new Map<string, string>();
  for (const { file, json, fault } of componentFiles ?? []) {
    const path = `${COMPONENTS}/${file}`;
    const { component, errors, warnings } =
      fault === undefined ? parseComponent(json) : { component: undefined, errors: [fault], warnings: [] };
    about(path).problems.push(...errors);
    about(path).warnings.push(...warnings);
    if (component === undefined) continue;
    const taken = componentNames.get(component.name);
    if (taken === undefined) components.push(component);
    else about(path).problems.push(duplicate(component.name, taken));
    componentNames.set(component.name, taken ?? path);
  }

  const definitions: PersonaDefinition[] = [];
  const fileOf = new Map<string, string>();
  const broken = new Set<string>();
  for (const { file, json, fault } of personaFiles) {
    const { definition, errors, warnings } =
      fault === undefined ? parsePersona(json) : { definition: undefined, errors: [fault], warnings: [] };
    about(file).problems.push(...errors);
    about(file).warnings.push(...warnings);
    if (definition === undefined) {
      broken.add(nameIn(json) ?? file.slice(0, -'.json'.length));
      continue;
    }
    // People choose personas by typing a name, in whatever case.
    const folded = definition.name.toLowerCase();
    const taken = fileOf.get(folded);
    if (taken !== undefined) {
      if (!paths.has(taken)) about(file).problems.push(duplicate(definition.name, taken));
      continue;
    }
    fileOf.set(folded, file);
    definitions.push(definition);
  }

  const personas: Persona[] = [];
  for (const resolution of resolvePersonas({ definitions, components, broken })) {
    const entry = about(fileOf.get(resolution.name.toLowerCase())!);
    entry.problems.push(...resolution.errors);
    entry.warnings.push(...resolution.warnings);
    if (resolution.persona !== undefined) personas.push(resolution.persona);
  }
  const files = [...found];
  return {
    personas,
    problems: files
      .filter(([, entry]) => entry.problems.length > 0)
      .map(([file, entry]) => ({ file, problems: entry.problems })),
    warnings: files
      .filter(([, entry]) => entry.warnings.length > 0)
      .map(([file, entry]) => ({ file, problems: entry.warnings })),
  };
}

interface ReadFile {
  readonly file: string;
  readonly json?: unknown;
  /** Why there is no JSON. */
  readonly fault?: Problem;
}

/** The JSON files of a folder by name, or undefined when it cannot be read. */
async function readFolder(folder: string): Promise<readonly ReadFile[] | undefined> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch {
    return undefined;
  }
  const files = names.filter((name) => name.endsWith('.json') && !name.startsWith('.')).sort();
  return Promise.all(files.map((file) => readJson(folder, file)));
}

async function readJson(folder: string, file: string): Promise<ReadFile> {
  let text: string;
  try {
    const path = join(folder, file);
    const { size } = await stat(path);
    if (size > LARGEST_FILE)
      return { file, fault: problem('', `${size} bytes`, `at most ${LARGEST_FILE} bytes`) };
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    return { file, fault: problem('', code, 'a readable file', `The file cannot be read: ${code}.`) };
  }
  try {
    return { file, json: JSON.parse(text.replace(/^\uFEFF/, '')) };
  } catch (error) {
    return {
      file,
      fault: problem('', text.slice(0, 40), 'JSON', `The file is not JSON: ${(error as Error).message}`),
    };
  }
}

function nameIn(json: unknown): string | undefined {
  const name = typeof json === 'object' && json !== null ? (json as { name?: unknown }).name : undefined;
  return typeof name === 'string' ? name : undefined;
}

function duplicate(name: string, file: string): Problem {
  return problem('name', name, 'a name of its own', `The name ${name} is taken by ${file}; that one counts.`);
}
