import type { Application } from '../../core/conversation/application.ts';
import type { AccountId } from '../../core/ids.ts';
import { renderFact } from '../../core/memory/fact-label.ts';
import type { Place } from '../../core/message.ts';
import { answering } from '../../core/people/answering.ts';
import type { Fact } from '../../core/ports/records.ts';
import type { StateCheck } from './state-line.ts';

export interface StateQuestion {
  readonly app: Application;
  readonly person: AccountId;
  readonly place: Place;
  readonly now: number;
  readonly calls: (purpose: string) => number;
}

/** True, or what is there instead of what a `=` line says. State is that of a person with whoever answers them there. */
export async function checkState(check: StateCheck, question: StateQuestion): Promise<true | string> {
  const { app, place } = question;
  const { store, personas } = app.parts;
  const person = await store.people.ofAccount(question.person, question.now);
  const persona = answering(personas, person, place);
  const counted = (what: string, count: number) =>
    ('count' in check && check.count === count) || `${what} ${count}`;

  switch (check.about) {
    case 'affinity': {
      const state = await store.affinity.get(person.id, persona.name);
      const points = state?.points ?? 0;
      const level = state?.level ?? persona.levels[0]!.name;
      const isSame = points === check.points && (check.level === undefined || check.level === level);
      return isSame || `affinity ${points} ${level}`;
    }
    case 'mood': {
      const session = await store.sessions.latest(person.id, persona.name, place.id);
      const mood = session && (await store.moods.get(session.id));
      const label = mood?.label ?? persona.moodPolicy.initial;
      const intensity = rounded(mood?.intensity ?? persona.moodPolicy.initialIntensity);
      const isSame =
        label === check.label && (check.intensity === undefined || rounded(check.intensity) === intensity);
      return isSame || `mood ${label} ${intensity}`;
    }
    case 'fact': {
      const fact = find(await store.facts.ofPerson(person.id), check.path);
      if (fact === undefined) return `no fact ${check.path}`;
      const plain = typeof fact.value === 'string' ? fact.value : JSON.stringify(fact.value);
      const spoken = renderFact(fact, 'en').text;
      // With its qualifier in either language, or without: "Max (deceased)", "Max (fallecido)", "Max".
      const known = [plain, spoken, renderFact(fact, 'es').text];
      return check.value === undefined || known.includes(check.value) || `fact ${check.path} ${spoken}`;
    }
    case 'no fact': {
      const fact = find(await store.facts.ofPerson(person.id), check.path);
      return fact === undefined || `fact ${check.path} ${renderFact(fact, 'en').text}`;
    }
    case 'facts':
      return counted('facts', (await store.facts.ofPerson(person.id)).length);
    case 'episodes':
      return counted('episodes', (await store.episodes.ofPair(person.id, persona.name)).length);
    case 'messages':
      return counted('messages', await store.messages.count(person.id, persona.name));
    case 'calls':
      return counted(`calls ${check.purpose}`, question.calls(check.purpose));
  }
}

const find = (facts: readonly Fact[], path: string): Fact | undefined =>
  facts.find(({ category, key }) => `${category}/${key}` === path);

/** Sums of tenths are not tenths. */
const rounded = (share: number): number => Math.round(share * 10_000) / 10_000;
