import { accountId, type PersonId, personId } from '../../core/ids.ts';
import type { PersonChange } from '../../core/ports/changes.ts';
import type { Person } from '../../core/ports/records.ts';
import type { PersonRepository } from '../../core/ports/store.ts';
import { personOf } from '../record-rows.ts';
import { columns } from './columns.ts';
import type { MongoDatabase, Row } from './database.ts';

export interface People extends PersonRepository {
  /** Of these, who is still there: what is written about someone erased in the meantime is dropped. */
  present(people: readonly PersonId[]): Promise<ReadonlySet<PersonId>>;
  change(change: PersonChange): Promise<void>;
}

export const mongoPeople = (database: MongoDatabase): People => {
  const { people, accounts, numbers } = database;

  /**
   * The account decides: of fifty who see it first, one inserts it. A number is never given twice, so that nothing still
   * under way can reach whoever is known by an erased name again.
   */
  const meet = async (account: string, at: number): Promise<Row> => {
    const given = await numbers.findAndUpdate(
      { _id: 'people' },
      { $inc: { last: 1 } },
      { gives: 'after', upsert: true },
    );
    const own = `p${columns.number(given?.last)}`;
    await accounts.insert([{ _id: account, account_id: account, user_id: own, created_at: at }]);
    const user = columns.text((await accounts.findOne({ _id: account }))?.user_id ?? own);
    const row = {
      _id: user,
      user_id: user,
      accounts: [account],
      is_greeted: false,
      is_remembered: true,
      preferences: {},
      chosen: {},
      listed: [],
      created_at: at,
      version: 1,
    };
    await people.insert([row]);
    return (await people.findOne({ _id: user })) ?? row;
  };

  return {
    ofAccount: async (account, at) =>
      person((await people.findOne({ accounts: account })) ?? (await meet(account, at))),
    get: async (id) => {
      const row = await people.findOne({ _id: id });
      return row && person(row);
    },
    present: async (ids) => {
      if (ids.length === 0) return new Set();
      const rows = await people.find({ _id: { $in: [...ids] } }, { project: { _id: 1 } });
      return new Set(rows.map((row) => personId(columns.text(row._id))));
    },
    change: async (change) => {
      if (!isEntry(change)) {
        await people.update({ _id: change.person }, { $set: changed({}, change), $inc: { version: 1 } });
        return;
      }
      for (;;) {
        const row = await people.findOne({ _id: change.person });
        if (row === undefined) return;
        const version = columns.number(row.version);
        const made = await people.update(
          { _id: change.person, version },
          { $set: { ...changed(row, change), version: version + 1 } },
        );
        if (made === 1) return;
      }
    },
  };
};

/** Names of entries may hold dots, which no update can address: they are changed as read. */
const isEntry = ({ preferences, chosen, listed }: PersonChange): boolean =>
  (preferences ?? chosen ?? listed) !== undefined;

const changed = (row: Row, change: PersonChange): Row => ({
  ...(change.language === undefined ? {} : { language: change.language }),
  ...(change.isGreeted === undefined ? {} : { is_greeted: change.isGreeted }),
  ...(change.isRemembered === undefined ? {} : { is_remembered: change.isRemembered }),
  ...(change.preferences === undefined
    ? {}
    : { preferences: withEntry(row.preferences, change.preferences.persona, change.preferences.traits) }),
  ...(change.chosen === undefined
    ? {}
    : { chosen: withEntry(row.chosen, change.chosen.place, change.chosen.persona) }),
  ...(change.listed === undefined ? {} : { listed: listing(columns.rows(row.listed), change.listed) }),
});

const withEntry = (entries: unknown, name: string, value: unknown): Row => {
  const others = Object.entries((entries ?? {}) as Row).filter(([held]) => held !== name);
  return Object.fromEntries(value === null ? others : [...others, [name, value]]);
};

const listing = (
  entries: readonly Row[],
  { community, name }: NonNullable<PersonChange['listed']>,
): readonly Row[] => {
  if (name === null) return entries.filter((entry) => entry.community !== community);
  const entry = { community, name };
  return entries.some((held) => held.community === community)
    ? entries.map((held) => (held.community === community ? entry : held))
    : [...entries, entry];
};

const person = (row: Row): Person =>
  personOf(
    row,
    columns.texts(row.accounts).map(accountId),
    Object.fromEntries(
      columns.rows(row.listed).map((entry) => [columns.text(entry.community), columns.text(entry.name)]),
    ),
  );
