import { chat } from './chat.ts';
import { type CliTools, type ExitCode, FAILED } from './tools.ts';

/** Serves every configured channel; with none, the terminal when there is one. */
export async function start(tools: CliTools): Promise<ExitCode> {
  if (tools.input.isTTY === true && tools.output.isTTY === true) return chat(tools, {});
  tools.config();
  tools.errors.write(
    [
      'Nothing to serve: no channel is configured and this is no terminal.',
      '  In a terminal, npm start talks with the default persona.',
      "  From a program, pipe lines into it:  printf 'Hello\\n' | npx kith chat --persona alicia --as ana",
      '',
    ].join('\n'),
  );
  return FAILED;
}
