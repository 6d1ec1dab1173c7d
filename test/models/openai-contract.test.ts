import { expect } from 'vitest';
import { createOpenAiModel } from '../../src/models/openai.ts';
import { languageModelContract } from '../contracts/language-model.contract.ts';
import { startOpenAiServer } from '../platforms/openai/server.ts';

languageModelContract({
  name: 'the OpenAI driver',
  open: async () => {
    const server = await startOpenAiServer({ reply: () => 'Hola, me alegra verte por aquí otra vez.' });
    server.always({ kind: 'say', everyMs: 2 });
    return {
      model: createOpenAiModel({ baseUrl: server.url, model: 'test-model' }),
      request: (text) => ({ purpose: 'reply', messages: [{ role: 'user', content: text }] }),
      close: async () => {
        await server.stop();
        expect(server.violations).toEqual([]);
      },
    };
  },
});
