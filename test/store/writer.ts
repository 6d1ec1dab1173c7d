import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { exchange, meet, points } from './samples.ts';

/** A process of its own: writes turns into the file until killed, or `count` of them; a line for each once stored. */
const [path = '', count = 'Infinity'] = process.argv.slice(2);
const store = await openSqliteStore({ path });
const { person, session } = await meet(store);
for (let n = 0; n < Number(count); n++) {
  const turn = await exchange(store, session, `hola ${n}`, `hola, Ana ${n}`);
  await store.apply(turn.id, [points(person, 1)]);
  const [said] = await store.messages.ofTurn(turn.id);
  process.stdout.write(`${turn.id} ${said?.id} ${person}\n`);
}
await store.close();
