// Points come from what people write, by rules of the persona, and every change has a line in the ledger that says
// which rule it was. This has a conversation with Mika, under a daily cap, and then asks for the reasons.
import { resolve } from 'node:path';
import { accountId, createApp, loadConfig } from '../src/index.ts';
import { lines } from './support/lines.ts';

const directory = resolve(import.meta.dirname, '..', 'config');
const environment = { KITH_LOG_LEVEL: 'error', KITH_AFFINITY_DAILYCAP: '8' };
const config = loadConfig({ directory, environment });
const { channel, say } = lines('ana');
const kith = await createApp(config, { channels: [channel], persona: 'mika', isEphemeral: true });
await kith.start();

for (const text of [
  'Hello',
  "You're pretty",
  "You're not pretty",
  'My sister is pretty',
  'You are an idiot',
  "I'm sorry",
  'Perdóname',
  'Lo siento mucho',
]) {
  await say(text);
  const [, why = ''] = (await say('/affinity why')).split('\n- ');
  console.log(`${text.padEnd(20)} ${why}`);
}
console.log(`\n${await say('/affinity')}`);

// The deltas of the ledger add up to the points: nothing moves them without a line that says why.
const { store, personas } = kith.parts;
const { name } = personas.default;
const person = await store.people.ofAccount(accountId('lines:ana'), Date.now());
const rows = await store.affinity.ledger(person.id, name, { limit: 100, offset: 0 });
const points = (await store.affinity.get(person.id, name))?.points;
if (rows.reduce((sum, { delta }) => sum + delta, 0) !== points) throw new Error('the ledger does not add up');
await kith.stop();
