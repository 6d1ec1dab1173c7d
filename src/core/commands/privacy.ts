import { affinityKey, episodesKey, factsKey, forgottenKey } from '../people/keys.ts';
import type { Command, CommandContext } from './command.ts';

/** Longest export given in a chat; beyond it the counts are, and the operator's `kith export` writes the file. */
const MOST_CHARACTERS = 12_000;

export const privacy: Command = {
  name: 'privacy',
  summary: {
    en: 'see, export or delete what is kept about you',
    es: 'ver, exportar o borrar lo que se guarda de ti',
  },
  usage: '[export|on|off|erase]',
  role: 'member',
  async run(context) {
    const { call, words } = context;
    const [word = ''] = call.args;
    if (word === 'export') return exported(context);
    if (word === 'on' || word === 'off') return switched(context, word === 'on');
    if (word !== 'erase') return glance(context);
    return call.args[1] === 'confirm'
      ? erase(context)
      : words.confirm(words.erasesAll, '/privacy erase confirm');
  },
};

async function glance(context: CommandContext): Promise<string> {
  const { person, words } = context;
  const counts = new Map<string, number>();
  for await (const { table } of context.store.exportPerson(person.id))
    counts.set(table, (counts.get(table) ?? 0) + 1);
  const rows = [...counts].map(([table, count]) => `${table} ${count}`).join(', ');
  return words.privacy(rows, person.isRemembered ? words.on : words.off);
}

async function exported({ store, person, place, words }: CommandContext): Promise<string> {
  if (place.audience !== 'one') return words.usage('/privacy export');
  const tables: Record<string, unknown[]> = {};
  for await (const { table, row } of store.exportPerson(person.id)) {
    tables[table] ??= [];
    tables[table].push(row);
  }
  const json = JSON.stringify(tables, null, 1);
  if (json.length <= MOST_CHARACTERS) return `\`\`\`json\n${json}\n\`\`\``;
  const counts = Object.fromEntries(Object.entries(tables).map(([table, rows]) => [table, rows.length]));
  return `\`\`\`json\n${JSON.stringify(counts, null, 1)}\n\`\`\``;
}

async function switched({ store, person, words, eventId }: CommandContext, isOn: boolean): Promise<string> {
  await store.apply(`command:${eventId}`, [{ kind: 'person', person: person.id, isRemembered: isOn }]);
  return isOn ? words.memoryOn : words.memoryOff;
}

async function erase({ store, cache, recall, personas, person, words }: CommandContext): Promise<string> {
  const deleted = await store.erasePerson(person.id);
  recall.forget(person.id);
  const pairs = personas.list().flatMap(({ name }) => {
    const pair = { person: person.id, persona: name };
    return [affinityKey(pair), episodesKey(pair)];
  });
  await cache.delete(factsKey({ person: person.id }), forgottenKey({ person: person.id }), ...pairs);
  return words.erased(Object.values(deleted).reduce((sum, rows) => sum + rows, 0));
}
