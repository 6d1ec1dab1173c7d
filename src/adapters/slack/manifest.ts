import type { Command } from '../../core/commands/command.ts';
import { offered, slashOf } from './commands.ts';
import { SCOPE_NAMES } from './scopes.ts';
import { wordsIn } from './words.ts';

export interface ManifestOptions {
  /** What the app is called in the workspace, at most 35 characters. */
  readonly name: string;
  /** Public URL that ends in `/slack/events`; absent: Socket Mode, which needs none. */
  readonly requestUrl?: string;
  readonly commands: readonly Command[];
}

/** What Slack makes the app from: scopes, events, commands and views, no more than Kith uses. */
export function slackManifest({ name, requestUrl, commands }: ManifestOptions): object {
  const url = requestUrl === undefined ? {} : { url: requestUrl };
  const receiver = requestUrl === undefined ? {} : { request_url: requestUrl };
  const title = name.slice(0, 35).toWellFormed();
  return {
    display_information: {
      name: title,
      description: 'Personas that live where you talk, and remember you.',
      background_color: '#5b3a6b',
    },
    features: {
      app_home: {
        home_tab_enabled: true,
        messages_tab_enabled: true,
        messages_tab_read_only_enabled: false,
      },
      bot_user: { display_name: title, always_online: true },
      agent_view: {
        agent_description: 'Talk with a persona who remembers you.',
        suggested_prompts: wordsIn.en.prompts,
      },
      shortcuts: [
        {
          name: 'Talk with a persona',
          type: 'global',
          callback_id: TALK,
          description: 'Says who is there, in a direct message',
        },
        {
          name: 'Remember this',
          type: 'message',
          callback_id: REMEMBER,
          description: 'Keeps something you wrote for good',
        },
      ],
      slash_commands: offered(commands).map((command) => ({
        command: slashOf(command.name),
        description: command.summary.en,
        ...(command.usage === '' ? {} : { usage_hint: command.usage }),
        should_escape: false,
        ...url,
      })),
    },
    oauth_config: { scopes: { bot: SCOPE_NAMES } },
    settings: {
      event_subscriptions: { ...receiver, bot_events: EVENTS },
      interactivity: { is_enabled: true, ...receiver },
      org_deploy_enabled: false,
      socket_mode_enabled: requestUrl === undefined,
      token_rotation_enabled: false,
    },
  };
}

/** Callback ids of the shortcuts. */
export const TALK = 'talk';
export const REMEMBER = 'remember';

const EVENTS = [
  'app_home_opened',
  'app_mention',
  'app_uninstalled',
  'message.channels',
  'message.groups',
  'message.im',
  'message.mpim',
  'reaction_added',
  'reaction_removed',
  'tokens_revoked',
];
