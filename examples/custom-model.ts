// A language model is one function that gives text and then an end. This one is no model at all: it shows what a
// model is given, and echoes. Put a call to any service of yours in its place.
import { resolve } from 'node:path';
import { createApp, type LanguageModel, loadConfig } from '../src/index.ts';
import { lines } from './support/lines.ts';

const parrot: LanguageModel = {
  name: 'parrot',
  // Light questions (mood, facts, episodes) want JSON; where a model is no good at it, Kith's own rules answer them.
  answersQuestions: false,
  async *generate({ purpose, messages }, signal) {
    const [system] = messages;
    console.log(`  [${purpose}: ${messages.length} messages, ${system?.content.length} letters of persona]`);
    const said = messages.at(-1)?.content.replace('User says: ', '') ?? '';
    // Text may come in any pieces; whoever waits for it may lose patience.
    for (const word of `You said “${said}”. Pretty bird!`.split(/(?<= )/)) {
      if (signal.aborted) return;
      yield { kind: 'text', text: word };
    }
    yield { kind: 'end', finish: 'stop', usage: {} };
  },
};

const directory = resolve(import.meta.dirname, '..', 'config');
const config = loadConfig({ directory, environment: { KITH_LOG_LEVEL: 'error' } });
const { channel, say } = lines('ana');
const kith = await createApp(config, { channels: [channel], model: parrot, isEphemeral: true });
await kith.start();
for (const text of ['Hello there', 'My name is Ana', "You're pretty", '/facts', '/mood']) {
  console.log(text);
  console.log(`  ${await say(text)}`);
}
if (!(await say('Hi')).includes('“Hi”')) throw new Error('the parrot lost its voice');
await kith.stop();
