import { describe, expect, test } from 'vitest';
import { openConfiguredStore } from '../../src/stores.ts';
import { cliTools } from './cli-tools.ts';

const again = ({ directory }: { readonly directory: string }) => cliTools({ directory });
const NAMES = ['recover', 'cleanup', 'renew'];

describe('kith jobs', () => {
  test('list says what each does, how often, when next and what came of it', async () => {
    const cli = cliTools();
    expect(await cli.kith('jobs', 'run', 'cleanup')).toBe(0);
    expect(cli.out()).toBe('cleanup: ended 0\n');
    const listing = again(cli);
    expect(await listing.kith('jobs', 'list')).toBe(0);
    for (const name of NAMES) expect(listing.out()).toMatch(new RegExp(`^${name} +\\w.+\\n +every `, 'm'));
    const day = new Date().toISOString().slice(0, 10);
    expect(listing.out()).toMatch(new RegExp(`every day · next \\S+ \\S+ UTC · last ${day} .+: ended 0\\n`));
    expect(listing.out()).toMatch(/^recover.+\n +every 10 minutes · due · never ran$/m);
  });

  test('list --json is for programs', async () => {
    const cli = cliTools();
    await cli.kith('jobs', 'run', 'cleanup', '--at', '2030-01-02T03:04:05Z');
    const listing = again(cli);
    expect(await listing.kith('jobs', 'list', '--json')).toBe(0);
    const jobs = JSON.parse(listing.out()) as { name: string }[];
    expect(jobs.map(({ name }) => name)).toEqual(expect.arrayContaining(NAMES));
    expect(jobs.find(({ name }) => name === 'cleanup')).toMatchObject({
      everyMinutes: 1_440,
      lastAt: expect.stringMatching(/^\d{4}-.+Z$/),
      latest: { at: '2030-01-02T03:04:05.000Z', report: { ended: 0 }, owner: expect.any(String) },
    });
  });

  test('a dry run changes nothing and is not on record', async () => {
    const cli = cliTools();
    expect(await cli.kith('jobs', 'run', 'cleanup', '--dry-run', '--json')).toBe(0);
    expect(JSON.parse(cli.out())).toEqual({ job: 'cleanup', dryRun: true, report: { wouldEnd: 0 } });
    const store = await openConfiguredStore(cli.tools.config(), false);
    expect(await store.jobs.runs('cleanup', 1)).toEqual([]);
    await store.close();
  });

  test('one that another process runs is left to it, and who that is is said', async () => {
    const cli = cliTools();
    const store = await openConfiguredStore(cli.tools.config(), false);
    await store.leases.take('job:cleanup', 'box:4711:abc', Date.now(), 60_000);
    expect(await cli.kith('jobs', 'run', 'cleanup')).toBe(1);
    expect(cli.err()).toBe('cleanup is running in box:4711:abc.\n');
    const listing = again(cli);
    await listing.kith('jobs', 'list');
    expect(listing.out()).toContain('running in box:4711:abc');
    await store.close();
  });

  test('wrong names and times are told with the right ones', async () => {
    const cli = cliTools();
    expect(await cli.kith('jobs', 'run', 'dance')).toBe(2);
    expect(cli.err()).toContain('There is no job dance.');
    for (const name of NAMES) expect(cli.err()).toContain(name);
    const other = again(cli);
    expect(await other.kith('jobs', 'run', 'cleanup', '--at', 'tomorrow')).toBe(2);
    expect(other.err()).toContain('"tomorrow" is no time.');
  });
});
