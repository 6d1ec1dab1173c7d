import type { Config } from './config-schema.ts';
import { suggest } from './core/commands/suggest.ts';
import { commands } from './core/commands/table.ts';
import { KithError } from './core/errors.ts';
import type { PersonaName } from './core/ids.ts';
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
 * @throws KithError `config.invalid` for a persona's own bot that cannot be meant.
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
  const own = personaTokens(telegram, tools.personas);
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

/** `mika=123:abc, yumi=456:def`: each persona once, and each bot, the one that is everybody included. */
function personaTokens({ personaTokens: text, token: everybody }: Config['telegram'], personas: Registry) {
  const wrong = (says: string) => new KithError('config.invalid', `telegram.personaTokens: ${says}.`);
  const bots: { readonly persona: PersonaName; readonly token: string }[] = [];
  for (const entry of text.split(',').map((each) => each.trim())) {
    if (entry === '') continue;
    const [, name, token] = /^([^=:\s]+)\s*=\s*(\S+)$/.exec(entry) ?? [];
    // What is not written as it should be may be a token, and is not shown.
    if (name === undefined || token === undefined) throw wrong('an entry is not written as NAME=TOKEN');
    const persona = personas.find(name)?.name;
    if (persona === undefined) {
      const known = personas.list().map((each) => each.name);
      throw wrong(`there is no persona "${name}"; there are: ${known.join(', ')}`);
    }
    if (bots.some((bot) => bot.persona === persona)) throw wrong(`${persona} has two bots`);
    if ([everybody, ...bots.map((bot) => bot.token)].includes(token))
      throw wrong(`the bot of ${persona} is there twice; one token is one bot`);
    bots.push({ persona, token });
  }
  return bots;
}
