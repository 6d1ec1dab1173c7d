import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { freePort } from '../adapters/telegram/telegram.ts';
import { openTown, type TownOptions, until } from '../scenes/town.ts';

const ON = ['telegram', 'slack'] as const;

/** What keeps events brought by `mode` for whoever comes after a kill. */
const options = {
  connections: async () => ({}),
  async calls() {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    return {
      servers: {
        telegram: { redeliverAfter: 100 },
        slack: { eventsUrl: `${url}/slack/events`, retryMs: 5_000 },
      },
      environment: { KITH_HTTP_PORT: String(port), KITH_TELEGRAM_WEBHOOKURL: url },
    };
  },
} satisfies Readonly<Record<string, () => Promise<Partial<TownOptions>>>>;

test.concurrent.each(['connections', 'calls'] as const)(
  'by %s: what came right before a kill, while the store was busy, is answered once',
  { timeout: 90_000 },
  async (mode) => {
    const data = mkdtempSync(join(tmpdir(), 'kith-taken-'));
    const { environment = {}, ...more }: Partial<TownOptions> = await options[mode]();
    const town = await openTown({
      ...more,
      only: ON,
      isProcess: true,
      environment: { ...environment, KITH_DATA_DIR: data },
      model: {
        reply: ({ messages, response_format: form }) =>
          form === undefined ? `You said: ${messages.at(-1)?.content}` : '{}',
      },
    });
    const answers = (on: (typeof ON)[number], what: string) =>
      town.platforms[on].shown('direct', 'Ana').filter(({ text }) => text.includes(what));
    try {
      for (const on of ON) await town.ask(on, { who: 'Ana', text: 'hello there' });
      const busy = new DatabaseSync(join(data, 'kith.db'));
      busy.exec('BEGIN IMMEDIATE');
      const saying = ON.map((on) => town.platforms[on].say({ who: 'Ana', text: 'the last word' }));
      // Long enough to be brought, and to be acknowledged by whoever does that at once.
      await new Promise((resolve) => setTimeout(resolve, 600));
      await town.kill();
      busy.exec('ROLLBACK');
      busy.close();
      await town.start();
      await Promise.all(saying);
      for (const on of ON) {
        await until(() => answers(on, 'the last word').some(({ isUnfinished }) => !isUnfinished), 20_000);
        await town.ask(on, { who: 'Ana', text: 'and now' });
        expect(answers(on, 'the last word')).toHaveLength(1);
      }
    } finally {
      await town.stop();
      rmSync(data, { recursive: true, force: true });
    }
  },
);
