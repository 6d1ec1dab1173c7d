import { affinityKey } from '../people/keys.ts';
import type { Persona } from '../personas/persona.ts';
import { answer } from './answer.ts';
import type { Command, CommandAnswer, CommandContext } from './command.ts';
import { glance } from './glance.ts';
import { ledger } from './ledger.ts';
import { top } from './top.ts';

export const affinity: Command = {
  name: 'affinity',
  localName: 'afinidad',
  summary: { en: 'how close you are, and why', es: 'cuánta confianza hay, y por qué' },
  usage: '[why|history [PAGE]|top]',
  options: [
    {
      name: 'view',
      localName: 'ver',
      summary: { en: 'what to show of it', es: 'qué mostrar de ella' },
      kind: 'choice',
      choices: ['why', 'history', 'top'],
    },
    {
      name: 'page',
      localName: 'pagina',
      summary: { en: 'page of the history, from 1', es: 'página del historial, desde 1' },
      kind: 'number',
    },
  ],
  role: 'member',
  async run(context) {
    const [word = '', argument] = context.call.args;
    if (word === 'why' || word === 'history') return ledger(context, Number(argument));
    // The page alone, where a platform asks for each option by itself.
    if (/^\d+$/.test(word)) return ledger(context, Number(word));
    if (word === 'top') return top(context);
    return word === 'add' ? add(context) : present(context);
  },
};

async function present(context: CommandContext): Promise<CommandAnswer> {
  const { why, history } = context.words.buttons;
  return answer(await glance(context), [
    { label: why, command: '/affinity why' },
    { label: history, command: '/affinity history' },
  ]);
}

/** `/affinity add POINTS [KIND]`: an administrator's own change, a ledger row like any other. */
async function add(context: CommandContext): Promise<CommandAnswer> {
  const { call, store, cache, person, persona, author, words, clock, random, eventId } = context;
  if (author.role !== 'admin') return words.onlyAdmins('affinity add');
  const delta = Number(call.args[1]);
  if (!Number.isInteger(delta) || Math.abs(delta) > 1_000_000) return words.usage('/affinity add 5 positive');
  await store.apply(`command:${eventId}`, [
    givenPoints({
      persona,
      person: person.id,
      delta,
      cause: call.args[2] ?? 'positive',
      at: clock.now(),
      id: random.id(),
    }),
  ]);
  await cache.delete(affinityKey({ person: person.id, persona: persona.name }));
  return present(context);
}

function givenPoints({
  persona,
  ...given
}: {
  persona: Persona;
  person: CommandContext['person']['id'];
  delta: number;
  cause: string;
  at: number;
  id: string;
}) {
  return {
    kind: 'affinity' as const,
    ...given,
    persona: persona.name,
    rule: 'administrator',
    bands: persona.levels,
    dailyCap: 0,
  };
}
