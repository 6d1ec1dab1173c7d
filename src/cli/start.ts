import { chat } from './chat.ts';
import { type CliTools, type ExitCode, FAILED } from './tools.ts';

/** Serves every configured channel; with none, the terminal when there is one, or the lines piped in. */
export async function start(tools: CliTools): Promise<ExitCode> {
  if (tools.input.isTTY === true && tools.output.isTTY === true) return chat(tools, {});
  tools.config();
  tools.errors.write(
    [
      `No channel is configured and this is no terminal${tools.isPiped ? ': answering the lines piped in.' : ', so there is nothing to serve.'}`,
      '  In a terminal, npm start talks with the default persona.',
      "  From a program, say who speaks with whom:  printf 'Hello\\n' | npx kith chat --persona alicia --as ana",
      '',
    ].join('\n'),
  );
  return tools.isPiped ? chat(tools, {}) : FAILED;
}
