#!/usr/bin/env node
// The launcher. Kith needs Node 24; many systems still carry an older one. npm installs a Node 24 beside the
// other dependencies (optionalDependencies), so this file, valid on Node 18 and later, hands over to it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { arch, platform } from 'node:process';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

const [major, minor] = process.versions.node.split('.').map(Number);

if (major > 24 || (major === 24 && minor >= 12)) {
  // What was compiled once is kept beside the dependencies, where that can be written: the next start takes half the time.
  module.enableCompileCache?.(at('../node_modules/.cache/kith'));
  // A clone runs its sources; an installed package (whose .ts files Node refuses to strip) runs its build.
  await import(existsSync(at('../src/main.ts')) ? '../src/main.ts' : '../dist/main.js');
} else {
  const name = `node-${platform}-${arch}`;
  const bundled = [at(`../node_modules/${name}/bin/node`), at(`../../${name}/bin/node`)].find(existsSync);
  if (bundled === undefined) {
    process.stderr.write(
      `kith needs Node 24.12 or newer; this is ${process.version}. Install Node 24 (https://nodejs.org) or run 'npm ci' again.\n`,
    );
    process.exit(1);
  }
  // The fourth channel carries nothing: it breaks when this process is killed, and the child ends with it.
  const child = spawn(bundled, process.argv.slice(1), { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  // A signal to the whole group (Ctrl-C, a service manager) reaches the child by itself too; it takes both for one.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
