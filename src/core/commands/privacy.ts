import { copiesOf } from '../people/copies-of.ts';
import { answer } from './answer.ts';
import type { Command, CommandAnswer, CommandContext } from './command.ts';
import { confirmation } from './confirmation.ts';
import { agreeToBeListed, leaveTheList } from './listed.ts';
import { shownName } from './shown-name.ts';

/** Longest export given in a chat; beyond it the counts are, and the operator's `kith export` writes the file. */
const MOST_CHARACTERS = 12_000;

export const privacy: Command = {
  name: 'privacy',
  localName: 'privacidad',
  summary: {
    en: 'see, export or delete what is kept about you',
    es: 'ver, exportar o borrar lo que se guarda de ti',
  },
  usage: '[export|on|off|list|unlist|erase]',
  options: [
    {
      name: 'action',
      localName: 'accion',
      summary: {
        en: 'show all of it, memory on or off, be listed or not, erase',
        es: 'mostrarlo, memoria sí o no, salir en la lista o no, borrar',
      },
      kind: 'choice',
      choices: ['export', 'on', 'off', 'list', 'unlist', 'erase'],
    },
    {
      name: 'confirm',
      localName: 'confirmar',
      summary: { en: 'to erase without being asked again', es: 'para borrar sin más preguntas' },
      kind: 'choice',
      choices: ['confirm'],
    },
  ],
  role: 'member',
  async run(context) {
    const { call, words } = context;
    const [word = '', confirmed] = call.args;
    if (word === 'export') return exported(context);
    if (word === 'on' || word === 'off') return switched(context, word === 'on');
    if (word === 'list') return agreeToBeListed(context);
    if (word === 'unlist') return leaveTheList(context);
    if (word !== 'erase') return glance(context);
    if (confirmed === 'confirm') return erase(context);
    return confirmation(context, {
      what: words.erasesAll,
      label: words.buttons.eraseAll,
      command: '/privacy erase confirm',
    });
  },
};

async function glance(context: CommandContext): Promise<CommandAnswer> {
  const { store, person, place, words, hasButtons } = context;
  const { isRemembered } = person;
  const counts = new Map<string, number>();
  for await (const { table } of store.exportPerson(person.id))
    counts.set(table, (counts.get(table) ?? 0) + 1);
  const rows = [...counts].map(([table, count]) => `${table} ${count}`).join(', ');
  const name = person.listed[place.community ?? ''];

  const { showAll, memoryOff, memoryOn, eraseAll } = words.buttons;
  return answer(
    [
      words.privacy(rows, isRemembered ? words.on : words.off),
      ...(name === undefined ? [] : [words.listedAs(shownName(name))]),
      ...(hasButtons ? [] : [words.privacyCommands(isRemembered)]),
    ].join(' '),
    [
      ...(place.audience === 'one' ? [{ label: showAll, command: '/privacy export' }] : []),
      isRemembered
        ? { label: memoryOff, command: '/privacy off' }
        : { label: memoryOn, command: '/privacy on' },
      { label: eraseAll, command: '/privacy erase', isDangerous: true },
    ],
  );
}

async function exported({ store, person, place, words }: CommandContext): Promise<string> {
  if (place.audience !== 'one') return words.exportInPrivate;
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

async function erase({ store, cache, recall, person, words }: CommandContext): Promise<string> {
  const copies = await copiesOf(store, person.id);
  const deleted = await store.erasePerson(person.id);
  recall.forget(person.id);
  await cache.delete(...copies);
  return words.erased(Object.values(deleted).reduce((sum, rows) => sum + rows, 0));
}
