import { Command, CommanderError } from 'commander';
import { KithError } from '../core/errors.ts';
import type { BroadcastOptions } from './broadcast.ts';
import type { RunJobOptions } from './jobs.ts';
import type { NewPersona } from './new-persona.ts';
import { type CliTools, DONE, type ExitCode, FAILED, WRONG_USE } from './tools.ts';

const FORCE = 'although processes seem to live: where none does and clocks do not agree';

/** Reads the arguments, runs the command they name and says how it went. Commands load only when they run. */
export async function run(tools: CliTools, args: readonly string[], version: string): Promise<ExitCode> {
  let code: ExitCode = DONE;
  const runs =
    <Args extends unknown[]>(command: (...args: Args) => Promise<ExitCode>) =>
    async (...given: Args) => {
      code = await command(...given);
    };

  const program = new Command('kith')
    .description('Personas that live where people already talk.')
    .version(version)
    .configureOutput({
      writeOut: (text) => tools.output.write(text),
      writeErr: (text) => tools.errors.write(text),
    })
    .exitOverride()
    .showHelpAfterError('(kith --help lists everything)');

  program
    .command('start')
    .description('serve every configured channel; with none, talk in this terminal')
    .action(runs(async () => (await import('./start.ts')).start(tools)));
  program
    .command('chat')
    .description('talk with a persona here, or answer piped lines one by one')
    .option('--persona <name>', 'who answers')
    .option('--as <account>', 'who you are; the same name is the same person')
    .option('--context <name>', 'context whose trait modifiers apply, e.g. support')
    .action(
      runs(async (options: { persona?: string; as?: string; context?: string }) =>
        (await import('./chat.ts')).chat(tools, options),
      ),
    );
  program
    .command('rehearse')
    .description('play transcripts and check what they expect')
    .argument('<files...>')
    .option('--json', 'one JSON object per file')
    .action(
      runs(async (files: string[], options: { json?: boolean }) =>
        (await import('./rehearse.ts')).rehearseFiles(tools, files, options),
      ),
    );
  program
    .command('validate')
    .description('check persona files: the ones named, or all')
    .argument('[files...]')
    .option('--json', 'as JSON')
    .action(
      runs(async (files: string[], options: { json?: boolean }) =>
        (await import('./validate.ts')).validate(tools, files, options),
      ),
    );

  const persona = program.command('persona').description('the personas of this deployment');
  persona
    .command('list')
    .description('who can be talked with')
    .option('--json', 'as JSON')
    .action(
      runs(async (options: { json?: boolean }) =>
        (await import('./persona.ts')).listPersonas(tools, options),
      ),
    );
  persona
    .command('info')
    .description('one persona as it is used: parents and components merged, defaults filled in')
    .argument('<name>')
    .option('--json', 'as JSON')
    .action(
      runs(async (name: string, options: { json?: boolean }) =>
        (await import('./persona.ts')).showPersona(tools, name, options),
      ),
    );
  persona
    .command('new')
    .description('write a new persona file to start from')
    .argument('<name>')
    .option('--prompt <text>', 'its system prompt')
    .option('--description <text>', 'who it is, in one line')
    .option('--parent <name>', 'persona it inherits from')
    .option('--traits <id>', 'trait template it starts with (kith persona templates lists them)')
    .option('--template <persona/template>', 'template its system prompt is made from')
    .option('--set <name=value...>', 'values for the template')
    .action(
      runs(async (name: string, options: NewPersona) =>
        (await import('./new-persona.ts')).newPersona(tools, name, options),
      ),
    );
  persona
    .command('templates')
    .description('the trait templates a new persona may start from')
    .option('--json', 'as JSON')
    .action(
      runs(async (options: { json?: boolean }) =>
        (await import('./persona-templates.ts')).listTraitTemplates(tools, options),
      ),
    );
  persona
    .command('render')
    .description("one of a persona's templates, filled in")
    .argument('<name>')
    .argument('<template>')
    .argument('[values...]', 'name=value pairs')
    .action(
      runs(async (name: string, template: string, values: string[]) =>
        (await import('./persona-templates.ts')).showTemplate(tools, name, template, values),
      ),
    );

  program
    .command('discord')
    .description('what Discord needs')
    .command('invite')
    .description('the link that lets the bot into a server')
    .option('--application <id>', 'application id, when no token is set')
    .action(
      runs(async (options: { application?: string }) =>
        (await import('./platforms.ts')).discordInvite(tools, options),
      ),
    );
  program
    .command('slack')
    .description('what Slack needs')
    .command('manifest')
    .description('the manifest to make the Slack app from')
    .option('--name <name>', 'name of the app', 'Kith')
    .option('--url <url>', 'public address of the HTTP port; absent: Socket Mode')
    .action(
      runs(async (options: { name?: string; url?: string }) =>
        (await import('./platforms.ts')).slackManifest(tools, options),
      ),
    );

  program
    .command('broadcast')
    .description('announce something to every place that subscribed')
    .argument('[text]')
    .option('--details <text>', 'what there is to know beyond it')
    .option('--priority <level>', 'low, normal or high')
    .option('--requires-action', 'whoever reads it has something to do')
    .option('--all', 'every place that subscribed')
    .option('--community <id>', 'the places of one community')
    .option('--dry-run', 'say how many places it would reach')
    .option('--yes', 'really')
    .option('--status [id]', 'how far it is; without id, the latest ones')
    .option('--cancel <id>', 'send no more of it')
    .action(
      runs(async (text: string | undefined, options: BroadcastOptions) =>
        (await import('./broadcast.ts')).broadcast(tools, text, options),
      ),
    );
  program
    .command('export')
    .description('everything kept about one person, as JSON lines')
    .requiredOption('--as <account>', 'whose, e.g. ana')
    .option('--out <file>', 'file to write instead of standard output')
    .action(
      runs(async (options: { as: string; out?: string }) =>
        (await import('./people.ts')).exportPerson(tools, options),
      ),
    );
  program
    .command('erase')
    .description('delete everything kept about one person')
    .requiredOption('--as <account>', 'whose, e.g. ana')
    .option('--yes', 'really')
    .option('--json', 'as JSON')
    .action(
      runs(async (options: { as: string; yes?: boolean; json?: boolean }) =>
        (await import('./people.ts')).erasePerson(tools, options),
      ),
    );
  program
    .command('backup')
    .description("save everything kept, or one persona's memories, as one file; also while Kith runs")
    .argument('[file]', 'file to write instead of a dated one in the data folder')
    .option('--persona <name>', 'only what this persona remembers, as JSON')
    .option('--json', 'say what was saved as JSON')
    .action(
      runs(async (file: string | undefined, options: { persona?: string; json?: boolean }) =>
        (await import('./backup.ts')).backup(tools, version, file, options),
      ),
    );
  program
    .command('restore')
    .description('put a backup in the place of what is kept; the file is checked first')
    .argument('<file>')
    .option('--yes', 'replace what is kept now')
    .option('--into-empty', 'only where nothing is kept')
    .option('--force', FORCE)
    .option('--persona', "the file holds one persona's memories: add them")
    .action(
      runs(
        async (
          file: string,
          options: { yes?: boolean; intoEmpty?: boolean; force?: boolean; persona?: boolean },
        ) => (await import('./restore.ts')).restore(tools, file, options),
      ),
    );
  program
    .command('migrate')
    .description('bring the store up to date, or move it to another kind of store')
    .argument('[file]', 'a database of version 1.0 instead of the store')
    .option('--from <what>', '1.0, sqlite or mongodb')
    .option('--to <what>', '1.1, sqlite or mongodb')
    .option('--yes', 'replace what the target holds')
    .option('--force', FORCE)
    .action(
      runs(
        async (
          file: string | undefined,
          options: { from?: string; to?: string; yes?: boolean; force?: boolean },
        ) => (await import('./migrate.ts')).migrate(tools, file, options),
      ),
    );
  program
    .command('import')
    .description(
      'take over conversations of version 1.0: session files, folders of them, SQLite databases, Redis',
    )
    .argument('<sources...>', 'files, folders, or redis://HOST:PORT/NUMBER')
    .option('--as <account>', 'whose they are, where a file does not say')
    .option('--persona <name>', 'who answered, where a file does not say')
    .action(
      runs(async (files: string[], options: { as?: string; persona?: string }) =>
        (await import('./import.ts')).importSessions(tools, files, options),
      ),
    );
  const jobs = program.command('jobs').description('what is done beside the conversation');
  jobs
    .command('list')
    .description('what each job does, how often, when next, and what came of it')
    .option('--json', 'as JSON')
    .action(
      runs(async (options: { json?: boolean }) => (await import('./jobs.ts')).listJobs(tools, options)),
    );
  jobs
    .command('run')
    .description('run one job now, also beside a server that runs')
    .argument('<name>')
    .option('--at <time>', 'the time it runs for, e.g. 2026-11-21T15:00:00Z, instead of now')
    .option('--dry-run', 'change nothing, say what it would do')
    .option('--json', 'as JSON')
    .action(
      runs(async (name: string, options: RunJobOptions) =>
        (await import('./jobs.ts')).runNamedJob(tools, name, options),
      ),
    );
  program
    .command('bench')
    .description('measure this machine against the targets')
    .argument('[names...]')
    .action(runs(async (names: string[]) => (await import('./bench.ts')).bench(tools, names)));
  program
    .command('doctor')
    .description('check configuration, personas, store and model')
    .option('--json', 'as JSON')
    .action(
      runs(async (options: { json?: boolean }) => (await import('./doctor.ts')).doctor(tools, options)),
    );

  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? DONE : WRONG_USE;
    if (error instanceof KithError) {
      tools.errors.write(`${error.message}\n`);
      return error.code === 'config.invalid' || error.code === 'usage.wrong' ? WRONG_USE : FAILED;
    }
    tools.errors.write(`Something unexpected happened: ${(error as Error)?.message ?? String(error)}\n`);
    return FAILED;
  }
}
