import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { generate } from '../../src/core/llm/generate.ts';
import type { ModelRequest } from '../../src/core/ports/language-model.ts';
import { createOpenAiModel } from '../../src/models/openai.ts';
import {
  type OpenAiServer,
  type OpenAiServerOptions,
  startOpenAiServer,
} from '../platforms/openai/server.ts';
import { countedClock, hello, listen, optionsFor } from './openai-support.ts';

const base64 = Buffer.from('a small picture').toString('base64');
const picture: ModelRequest = {
  ...hello,
  messages: [
    ...hello.messages.slice(0, -1),
    { role: 'user', content: 'What is this? \ud83d', images: [{ mediaType: 'image/png', base64 }] },
  ],
};

beforeAll(() => createOpenAiModel({ model: 'test-model' }).prepare());

let server: OpenAiServer;
afterEach(() => server.stop());

async function open(options: OpenAiServerOptions = {}) {
  server = await startOpenAiServer(options);
  const model = createOpenAiModel({ baseUrl: server.url, model: 'test-model' });
  return (request: ModelRequest = picture) =>
    listen(generate(optionsFor(model, countedClock()), request, new AbortController().signal));
}
const seen = () => server.requests.map(({ body }) => body.messages.at(-1)?.images?.length ?? 0);

describe('a picture', () => {
  test('goes to the model as a part of the message it came with', async () => {
    const ask = await open();
    expect((await ask()).text).toBe('You said: What is this? \ufffd');
    expect(server.requests[0]?.body.messages.at(-1)).toEqual({
      role: 'user',
      content: 'What is this? \ufffd',
      images: [`data:image/png;base64,${base64}`],
    });
    expect(server.violations).toEqual([]);
  });

  test.each([
    [400, 'Invalid content type. image_url is only supported by certain models.'],
    [422, 'messages[1]: unknown variant `image_url`, expected `text`'],
    [400, "'messages[1].content' : content must be a string"],
    [400, 'test-model is not a multimodal model'],
    [400, 'At most 0 image(s) may be provided in one request.'],
    [500, 'image input is not supported - hint: if this is unexpected, you may need to provide the mmproj'],
  ])(
    'a model that cannot see (%i %s) is asked without it at once, and from then on',
    async (status, message) => {
      const ask = await open({ script: [{ kind: 'fail', status, message }] });
      expect(await ask()).toMatchObject({ error: undefined, text: 'You said: What is this? \ufffd' });
      await ask();
      expect(seen()).toEqual([1, 0, 0]);
    },
  );

  test.each([
    'Invalid image data.',
    'Image is too large: 21 MB',
    'Failed to decode image',
    'At most 1 image may be provided',
  ])('the server cannot use (%s) is left out of this one request', async (message) => {
    const ask = await open({ script: [{ kind: 'fail', status: 400, message }] });
    expect((await ask()).error).toBeUndefined();
    await ask();
    expect(seen()).toEqual([1, 0, 1]);
  });

  test('is not blamed where there is none', async () => {
    const ask = await open();
    server.always({ kind: 'fail', status: 500, message: 'image cache is full' });
    expect((await ask(hello)).error).toMatchObject({ code: 'model.http' });
  });
});
