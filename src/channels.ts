import type { Config } from './config-schema.ts';
import { suggest } from './core/commands/suggest.ts';
import { commands } from './core/commands/table.ts';
import { KithError } from './core/errors.ts';
import type { Registry } from './core/personas/registry.ts';
import type { Channel } from './core/ports/channel.ts';
import type { Clock } from './core/ports/clock.ts';
import type { Log } from './core/ports/log.ts';
import type { Random } from './core/ports/random.ts';

export interface ChannelTools {
  readonly personas: Registry;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/**
 * Every platform a token is set for. Nothing connects before a channel listens; the SDK of a platform that is not
 * served is never loaded.
 * @throws KithError `config.invalid` for a persona's own bot whose persona is not there.
 */
export async function configuredChannels(config: Config, tools: ChannelTools): Promise<readonly Channel[]> {
  const { discord, telegram, slack } = config;
  const common = (name: string) => ({
    ...config.channels,
    clock: tools.clock,
    random: tools.random,
    log: tools.log.child({ channel: name }),
    commands,
    suggest: suggest(tools.personas),
  });
  const channels: Channel[] = [];
  if (discord.token !== '') {
    const { createDiscordChannel } = await import('./adapters/discord/index.ts');
    channels.push(createDiscordChannel({ ...discord, ...common('discord') }));
  }
  const own = personaTokens(telegram.personaTokens, tools.personas);
  if (telegram.token !== '' || own.length > 0) {
    const { createTelegramChannel } = await import('./adapters/telegram/index.ts');
    if (telegram.token !== '') channels.push(createTelegramChannel({ ...telegram, ...common('telegram') }));
    for (const { persona, token } of own) {
      const name = `telegram-${persona}`;
      channels.push(createTelegramChannel({ ...telegram, ...common(name), name, persona, token }));
    }
  }
  if (slack.botToken !== '') {
    const { createSlackChannel } = await import('./adapters/slack/index.ts');
    channels.push(createSlackChannel({ ...slack, ...common('slack') }));
  }
  return channels;
}

/** `mika=123:abc, yumi=456:def` */
function personaTokens(text: string, personas: Registry) {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry) => {
      const [, name = '', token = ''] = /^([^=\s]+)\s*=\s*(\S+)$/.exec(entry) ?? [];
      const persona = personas.find(name);
      if (persona === undefined) {
        const known = personas.list().map((each) => each.name);
        throw new KithError(
          'config.invalid',
          `telegram.personaTokens: ${name === '' ? 'an entry is not written as NAME=TOKEN' : `there is no persona "${name}"`}; there are: ${known.join(', ')}.`,
        );
      }
      return { persona: persona.name, token };
    });
}
