import { resolve } from 'node:path';
import { loadConfig } from '../../src/config.ts';

/** The cadences as they are shipped. */
export const settings = loadConfig({
  environment: {},
  directory: resolve(import.meta.dirname, '../../config'),
}).jobs;
