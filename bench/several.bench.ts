/** Several processes on one SQLite file, killed over and over while many people write. */
import { rmSync } from 'node:fs';
import { temporaryFolder } from './support/lab.ts';
import { report } from './support/report.ts';
import { several } from './support/several.ts';

const folder = temporaryFolder();
report(await several({ id: 'several', folder }));
rmSync(folder, { recursive: true, force: true });
