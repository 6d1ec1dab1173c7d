/** One process of the deployment: node child.ts PORT, the rest by environment. Ends when it is killed. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createApp } from '../../../src/app.ts';
import { loadConfig } from '../../../src/config.ts';
import type { LanguageModel } from '../../../src/core/ports/language-model.ts';
import { scriptedChannel } from './channel.ts';

const root = join(import.meta.dirname, '../../..');
const [port, thinkMs = '30'] = process.argv.slice(2).map(Number) as [number, number?];

/** Says again what was said, after a while in which it may well be killed. */
const echo: LanguageModel = {
  name: 'echo',
  answersQuestions: false,
  async *generate({ messages }) {
    await sleep(Math.random() * 2 * Number(thinkMs));
    yield { kind: 'text', text: `I heard: ${messages.at(-1)?.content ?? ''}` };
    yield { kind: 'end', finish: 'stop', usage: {} };
  },
};

const config = loadConfig({ directory: join(root, 'config'), environment: process.env });
const app = await createApp(config, { channels: [scriptedChannel(port)], model: echo });
await app.start();
