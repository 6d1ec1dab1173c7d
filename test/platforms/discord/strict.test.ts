import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { waitFor } from './client.ts';
import { type DiscordServer, startDiscordServer } from './server.ts';

type Bag = Record<string, unknown>;

let server: DiscordServer;
let lobby: string;

beforeAll(async () => {
  server = await startDiscordServer({ ackMs: 150, isRateLimited: false });
  lobby = server.channelOf('#lobby');
});
afterAll(() => server.stop());

async function call(method: string, path: string, body?: unknown, token = server.token) {
  const init = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
  const response = await fetch(`${server.url}/v10${path}`, {
    method,
    headers: { authorization: `Bot ${token}`, 'content-type': 'application/json' },
    ...init,
  });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Bag };
}

/** The violations an act adds. */
async function added(act: () => Promise<unknown>): Promise<string> {
  const before = server.violations.length;
  await act();
  return server.violations.slice(before).join('\n');
}

const row = (...components: readonly Bag[]): Bag => ({ type: 1, components });
const button = (id: string, fields: Bag = {}): Bag => ({
  type: 2,
  style: 1,
  label: 'x',
  custom_id: id,
  ...fields,
});

describe('messages', () => {
  const refused: readonly (readonly [string, Bag, string])[] = [
    ['nothing', {}, 'an empty message'],
    ['only blanks', { content: ' \n ' }, 'an empty message'],
    ['too long', { content: 'é'.repeat(2001) }, '2000 or fewer'],
    ['half a surrogate pair', { content: 'a\ud83d' }, 'half a surrogate pair'],
    [
      'six rows',
      { components: Array.from({ length: 6 }, (_, at) => row(button(`${at}`))) },
      '5 or fewer rows',
    ],
    [
      'six buttons',
      { components: [row(...'abcdef'.split('').map((id) => button(id)))] },
      '5 or fewer buttons',
    ],
    ['one id twice', { components: [row(button('a'), button('a'))] }, 'duplicated'],
    ['a long id', { components: [row(button('a'.repeat(101)))] }, '1 to 100 in length'],
    ['a long label', { components: [row(button('a', { label: 'x'.repeat(81) }))] }, '1 to 80 in length'],
    ['a link with an id', { components: [row(button('a', { style: 5 }))] }, 'well formed URL'],
    ['a text display without its flag', { components: [{ type: 10, content: 'x' }] }, 'cannot stand here'],
    [
      'content beside components v2',
      { content: 'x', flags: 32768, components: [{ type: 10, content: 'x' }] },
      'components v2',
    ],
    [
      'a long v2 text',
      { flags: 32768, components: [1, 2].map(() => ({ type: 10, content: 'x'.repeat(2001) })) },
      '4000 or fewer',
    ],
    ['eleven embeds', { embeds: Array.from({ length: 11 }, () => ({ title: 'x' })) }, '10 or fewer'],
    ['a long embed', { embeds: [1, 2].map(() => ({ description: 'x'.repeat(3001) })) }, '6000 or fewer'],
    ['a field without a value', { embeds: [{ fields: [{ name: 'x' }] }] }, 'is required'],
    [
      'both kinds of mentions',
      { content: 'x', allowed_mentions: { parse: ['users'], users: ['1'] } },
      'mutually exclusive',
    ],
    ['a long nonce', { content: 'x', nonce: 'n'.repeat(26) }, '25 or fewer'],
  ];
  test.each(refused)('%s is refused', async (_name, body, fault) => {
    const before = server.shown('#lobby').length;
    let status = 0;
    const faults = await added(async () => {
      ({ status } = await call('POST', `/channels/${lobby}/messages`, body));
    });
    expect([status, faults]).toEqual([400, expect.stringContaining(fault)]);
    expect(server.shown('#lobby')).toHaveLength(before);
  });

  test('2000 astral letters and five rows of five buttons pass', async () => {
    const components = [0, 1, 2, 3, 4].map((at) =>
      row(...'abcde'.split('').map((id) => button(`${at}${id}`))),
    );
    expect(
      await added(async () => {
        expect(
          (await call('POST', `/channels/${lobby}/messages`, { content: '🌊'.repeat(2000), components }))
            .status,
        ).toBe(200);
      }),
    ).toBe('');
  });

  const pings: readonly (readonly [string, Bag, boolean])[] = [
    ['@everyone', {}, true],
    ['@here', { allowed_mentions: { parse: ['everyone'] } }, true],
    ['<@&123>', { allowed_mentions: { roles: ['123'] } }, true],
    ['@everyone', { allowed_mentions: { parse: [] } }, false],
    ['<@&123> `@here`', { allowed_mentions: { parse: ['users'] } }, false],
    ['`@everyone` and @\u200beveryone', {}, false],
    ['<@123>', {}, false],
  ];
  test.each(pings)('%s with %o is a forbidden ping: %s', async (content, fields, isForbidden) => {
    const faults = await added(() => call('POST', `/channels/${lobby}/messages`, { content, ...fields }));
    expect(faults.includes('forbidden ping')).toBe(isForbidden);
  });

  test('a foreign message is neither edited nor deleted, an ordinary one is not ephemeral', async () => {
    const id = await server.say({ who: 'Ana', where: '#lobby', text: 'mine' });
    const path = `/channels/${lobby}/messages/${id}`;
    expect(await added(() => call('PATCH', path, { content: 'yours' }))).toContain('edits message');
    expect(await added(() => call('DELETE', path))).toContain('deletes message');
    const hidden = { content: 'psst', flags: 64 };
    expect(await added(() => call('POST', `/channels/${lobby}/messages`, hidden))).toContain(
      'marked ephemeral',
    );
    const reply = { content: 'x', message_reference: { message_id: '1' } };
    expect((await call('POST', `/channels/${lobby}/messages`, reply)).body).toMatchObject({ code: 50035 });
  });
});

describe('requests', () => {
  test('unknown routes, bad tokens and unreadable bodies', async () => {
    expect(await added(() => call('GET', '/nowhere'))).toContain('unknown route: GET /api/v10/nowhere');
    expect(await added(() => call('PUT', `/channels/${lobby}/messages`))).toContain('unknown route');
    expect(await added(() => call('GET', '/users/@me', undefined, 'wrong'))).toContain('unauthorized');
    expect(await added(() => call('POST', `/channels/${lobby}/messages`, '{'))).toContain('cannot be read');
  });

  test('the sixth message in five seconds waits, and who does not wait is recorded', async () => {
    const limited = await startDiscordServer();
    const send = () =>
      fetch(`${limited.url}/v10/channels/${limited.channelOf('#lobby')}/messages`, {
        method: 'POST',
        headers: { authorization: `Bot ${limited.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ content: 'x' }),
      });
    const answers: Response[] = [];
    for (let sent = 0; sent < 6; sent += 1) answers.push(await send());
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429]);
    expect(answers[4]?.headers.get('x-ratelimit-remaining')).toBe('0');
    expect(Number(answers[5]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(limited.violations).toEqual([]);
    for (let sent = 0; sent < 8; sent += 1) await send();
    expect(limited.violations).toEqual([expect.stringContaining('rate limits in a row')]);
    await limited.stop();
  });
});

describe('webhooks', () => {
  test('names, tokens and foreign messages', async () => {
    const create = (name: string) => call('POST', `/channels/${lobby}/webhooks`, { name });
    expect(await added(() => create('My Discord'))).toContain('cannot contain "Discord"');
    const { id, token } = (await create('Kith')).body as { id: string; token: string };
    const say = (body: Bag) => call('POST', `/webhooks/${id}/${token}?wait=true`, body);
    expect(await added(() => say({ content: 'x', username: 'clyde' }))).toContain('cannot contain "clyde"');
    expect(await added(() => say({ content: 'x', username: 'n'.repeat(81) }))).toContain('between 1 and 80');
    expect(await added(() => call('POST', `/webhooks/${id}/wrong`, { content: 'x' }))).toContain(
      'wrong token',
    );
    const other = await server.say({ who: 'Ana', where: '#lobby', text: 'mine' });
    const foreign = `/webhooks/${id}/${token}/messages/${other}`;
    expect(await added(() => call('PATCH', foreign, { content: 'x' }))).toContain('touches message');
    const proxied = await server.sayAsWebhook({ who: 'Ana', where: '#lobby', text: 'proxied' });
    expect((await call('GET', `/channels/${lobby}/messages/${proxied}`)).body).toMatchObject({
      author: { username: 'Ana' },
    });
  });
});

describe('commands', () => {
  const option = (name: string, fields: Bag = {}): Bag => ({ type: 3, name, description: 'x', ...fields });
  const refused: readonly (readonly [string, Bag, string])[] = [
    ['a capital', { name: 'Why' }, 'no name of a command'],
    ['a blank', { name: 'two words' }, 'no name of a command'],
    ['no description', { description: '' }, 'between 1 and 100'],
    ['a language', { name_localizations: { es: 'hola' } }, 'es is no language'],
    ['a localised name', { name_localizations: { 'es-ES': 'Hola' } }, 'no name of a command'],
    ['26 options', { options: Array.from({ length: 26 }, (_, at) => option(`o${at}`)) }, '25 or fewer'],
    ['the order', { options: [option('a'), option('b', { required: true })] }, 'placed before'],
    [
      'both',
      { options: [option('a', { autocomplete: true, choices: [{ name: 'x', value: 'x' }] })] },
      'exclude',
    ],
    ['a choice', { options: [option('a', { choices: [{ name: 'x', value: 1 }] })] }, 'does not fit'],
    ['a context', { contexts: [3] }, 'contexts'],
    ['permissions', { default_member_permissions: 'all' }, 'number in a string'],
  ];
  test.each(refused)('%s is refused', async (_name, fields, fault) => {
    const command = { name: 'why', description: 'x', ...fields };
    expect(
      await added(() => call('PUT', `/applications/${server.applicationId}/commands`, [command])),
    ).toContain(fault);
    expect(server.commands()).toEqual([]);
  });
});

describe('interactions', () => {
  /** A gateway client that hears and does nothing. */
  async function listen(): Promise<readonly Bag[]> {
    const heard: Bag[] = [];
    const socket = new WebSocket(
      `${server.url.replace('http', 'ws').replace('/api', '/gateway')}?v=10&encoding=json`,
    );
    const identify = { op: 2, d: { token: server.token, intents: 1, properties: { os: 'linux' } } };
    socket.on('open', () => socket.send(JSON.stringify(identify)));
    socket.on('message', (data: Buffer) => {
      const { t, d } = JSON.parse(data.toString()) as { t: string; d: Bag };
      if (t === 'INTERACTION_CREATE') heard.push(d);
    });
    await server.ready();
    return heard;
  }

  test('deadlines, double answers, wrong answers and early follow-ups', async () => {
    const heard = await listen();
    const options = [{ type: 3, name: 'who', description: 'x', autocomplete: true }];
    await call('PUT', `/applications/${server.applicationId}/commands`, [
      { name: 'why', description: 'x', options },
    ]);
    const ask = async (): Promise<{ id: string; token: string }> => {
      const before = heard.length;
      await server.command('Ana', '/why', '#lobby');
      return waitFor(() => heard[before] as { id: string; token: string } | undefined);
    };
    const answer = ({ id, token }: { id: string; token: string }, body: Bag) =>
      call('POST', `/interactions/${id}/${token}/callback`, body);

    const late = await ask();
    await waitFor(() => server.violations.at(-1) === '/why was not acknowledged within 0.15 s');
    expect((await answer(late, { type: 5 })).body).toMatchObject({ code: 10062 });

    const first = await ask();
    const followUp = () => call('POST', `/webhooks/${server.applicationId}/${first.token}`, { content: 'x' });
    expect(await added(followUp)).toContain('follow-up before the acknowledgement');
    expect(await added(() => answer(first, { type: 7, data: { content: 'x' } }))).toContain('no answer to');
    const modal = { title: 't'.repeat(46), custom_id: 'm', components: [] };
    const faults = await added(() => answer(first, { type: 9, data: modal }));
    expect(faults).toMatch(/title: must be 1 to 45[\s\S]*components: must be between 1 and 5/u);
    expect(await added(() => answer(first, { type: 5 }))).toBe('');
    expect((await answer(first, { type: 5 })).body).toMatchObject({ code: 40060 });
    expect(server.leftovers()).toEqual(['/why is still thinking…']);
    expect((await followUp()).status).toBe(200);
    expect(server.leftovers()).toEqual([]);

    const before = heard.length;
    const typing = server.autocomplete('Ana', '/why', 'who', 'M', '#lobby');
    const open = await waitFor(() => heard[before] as { id: string; token: string } | undefined);
    const choices = [{ name: 'n'.repeat(101), value: 'x' }];
    expect(await added(() => answer(open, { type: 8, data: { choices } }))).toContain('between 1 and 100');
    await answer(open, { type: 8, data: { choices: [] } });
    expect(await typing).toEqual([]);
  });
});
