import type { Application } from '../../core/conversation/application.ts';
import type { AccountId } from '../../core/ids.ts';
import { renderFact } from '../../core/memory/fact-label.ts';
import type { Outgoing, Place } from '../../core/message.ts';

/** Whether what was heard fits a `<` pattern: `*` is anything, `/…/` a regular expression, `-` silence. */
export function matches(
  pattern: string,
  heard: readonly Outgoing[],
): true | { expected: string; actual: string } {
  const actual = heard
    .map((answer) => (answer.notice === undefined ? answer.text : `${answer.text}\n${answer.notice}`))
    .join('\n');
  const failed = { expected: pattern, actual: heard.length === 0 ? 'no reply' : actual };
  if (pattern === '-') return heard.length === 0 ? true : { ...failed, expected: 'no reply' };
  if (heard.length === 0) return failed;
  const expression = /^\/(.*)\/([a-z]*)$/s.exec(pattern);
  const wanted =
    expression === null
      ? new RegExp(`^${pattern.trim().split('*').map(literally).join('[\\s\\S]*')}$`)
      : new RegExp(expression[1]!, expression[2]);
  // A line of Kith's own (first contact, a new level) is part of the answer, and no part of what the persona said.
  const said = heard.map((answer) => answer.text).join('\n');
  return wanted.test(said.trim()) || wanted.test(actual.trim()) ? true : failed;
}

export interface StateQuestion {
  readonly app: Application;
  readonly person: AccountId;
  readonly place: Place;
  readonly now: number;
  readonly calls: (purpose: string) => number;
}

/**
 * What an `=` line wants and what is there, written alike so that they compare as text. State is that of the last
 * speaker with whoever answers them where they spoke.
 */
export async function readState(
  words: readonly string[],
  question: StateQuestion,
): Promise<readonly [wanted: string, actual: string]> {
  const { app, place } = question;
  const { store, personas } = app.parts;
  const person = await store.people.ofAccount(question.person, question.now);
  const chosen = person.chosen[place.id];
  const persona = (chosen === undefined ? undefined : personas.find(chosen)) ?? personas.default;
  const wanted = words.join(' ');
  const [subject = '', ...values] = words;
  switch (subject) {
    case 'affinity': {
      const state = await store.affinity.get(person.id, persona.name);
      const actual = [`${state?.points ?? 0}`, state?.level ?? persona.levels[0]!.name];
      return [wanted, ['affinity', ...actual.slice(0, Math.max(1, values.length))].join(' ')];
    }
    case 'mood': {
      const session = await store.sessions.latest(person.id, persona.name, place.id);
      const mood = session && (await store.moods.get(session.id));
      const { initial, initialIntensity } = persona.moodPolicy;
      const actual = [mood?.label ?? initial, `${mood?.intensity ?? initialIntensity}`];
      const [label = '', intensity] = values;
      const asked = intensity === undefined ? [label] : [label, `${Number(intensity)}`];
      return [['mood', ...asked].join(' '), ['mood', ...actual.slice(0, asked.length)].join(' ')];
    }
    case 'fact': {
      const [path = '', ...rest] = values;
      const fact = (await store.facts.ofPerson(person.id)).find(
        (each) => `${each.category}/${each.key}` === path,
      );
      if (fact === undefined) return [wanted, `no fact ${path}`];
      const plain = typeof fact.value === 'string' ? fact.value : JSON.stringify(fact.value);
      const spoken = [plain, renderFact(fact, 'en').text, renderFact(fact, 'es').text];
      const value = rest.join(' ');
      const isSame = value === '' || spoken.includes(value);
      return [wanted, isSame ? wanted : `fact ${path} ${spoken[1]}`];
    }
    case 'no': {
      const path = values[1] ?? '';
      const fact = (await store.facts.ofPerson(person.id)).find(
        (each) => `${each.category}/${each.key}` === path,
      );
      return [wanted, fact === undefined ? wanted : `fact ${path} ${renderFact(fact, 'en').text}`];
    }
    case 'facts':
      return [wanted, `facts ${(await store.facts.ofPerson(person.id)).length}`];
    case 'episodes':
      return [wanted, `episodes ${(await store.episodes.ofPair(person.id, persona.name)).length}`];
    case 'messages':
      return [wanted, `messages ${await store.messages.count(person.id, persona.name)}`];
    case 'calls':
      return [wanted, `calls ${values[0]} ${question.calls(values[0] ?? '')}`];
    default:
      return [wanted, 'affinity, mood, fact, no fact, facts, episodes, messages or calls'];
  }
}

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
