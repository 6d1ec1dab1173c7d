/** What Slack knows about a method: the arguments its SDK types name, and the scopes one of which is needed. */
export interface MethodFacts {
  readonly needs: readonly string[];
  readonly takes: readonly string[];
  /** Arguments that travel as JSON inside a form. */
  readonly json?: readonly string[];
  readonly scopes?: readonly string[];
}

/** Arguments every method takes: the SDK adds the workspace by itself. */
export const ALWAYS = ['token', 'team_id'];

const CONTENT = ['text', 'blocks', 'attachments', 'markdown_text'];
const CONTENT_JSON = ['blocks', 'attachments', 'metadata', 'file_ids'];
const FACE = ['username', 'icon_url', 'icon_emoji'];
const PAGE = ['limit', 'cursor'];
const TIMELINE = [...PAGE, 'oldest', 'latest', 'inclusive', 'include_all_metadata'];

/** Methods an app like ours may call. */
export const METHODS: Readonly<Record<string, MethodFacts>> = {
  'auth.test': { needs: [], takes: [] },
  'apps.connections.open': { needs: [], takes: [] },
  'chat.postMessage': {
    needs: ['channel'],
    takes: [
      ...CONTENT,
      ...FACE,
      'as_user',
      'thread_ts',
      'reply_broadcast',
      'parse',
      'link_names',
      'metadata',
      'unfurl_links',
      'unfurl_media',
      'mrkdwn',
    ],
    json: CONTENT_JSON,
    scopes: ['chat:write'],
  },
  'chat.postEphemeral': {
    needs: ['channel', 'user'],
    takes: [...CONTENT, ...FACE, 'as_user', 'thread_ts', 'parse', 'link_names'],
    json: CONTENT_JSON,
    scopes: ['chat:write'],
  },
  'chat.update': {
    needs: ['channel', 'ts'],
    takes: [...CONTENT, 'as_user', 'link_names', 'metadata', 'parse', 'file_ids', 'reply_broadcast'],
    json: CONTENT_JSON,
    scopes: ['chat:write'],
  },
  'chat.delete': { needs: ['channel', 'ts'], takes: ['as_user'], scopes: ['chat:write'] },
  'chat.getPermalink': { needs: ['channel', 'message_ts'], takes: [] },
  'chat.startStream': {
    needs: ['channel', 'thread_ts'],
    takes: [
      'markdown_text',
      'chunks',
      'recipient_team_id',
      'recipient_user_id',
      'task_display_mode',
      ...FACE,
    ],
    json: ['chunks'],
    scopes: ['chat:write'],
  },
  'chat.appendStream': {
    needs: ['channel', 'ts'],
    takes: ['markdown_text', 'chunks'],
    json: ['chunks'],
    scopes: ['chat:write'],
  },
  'chat.stopStream': {
    needs: ['channel', 'ts'],
    takes: ['markdown_text', 'chunks', 'blocks', 'metadata', 'session_status'],
    json: ['chunks', 'blocks', 'metadata'],
    scopes: ['chat:write'],
  },
  'assistant.threads.setStatus': {
    needs: ['channel_id', 'thread_ts', 'status'],
    takes: ['loading_messages', ...FACE],
    json: ['loading_messages'],
    scopes: ['assistant:write', 'chat:write'],
  },
  'assistant.threads.setSuggestedPrompts': {
    needs: ['channel_id', 'prompts'],
    takes: ['thread_ts', 'title'],
    json: ['prompts'],
    scopes: ['assistant:write'],
  },
  'assistant.threads.setTitle': {
    needs: ['channel_id', 'thread_ts', 'title'],
    takes: [],
    scopes: ['assistant:write'],
  },
  'users.info': { needs: ['user'], takes: ['include_locale'], scopes: ['users:read'] },
  'bots.info': { needs: [], takes: ['bot'], scopes: ['users:read'] },
  'team.info': { needs: [], takes: ['team', 'domain'], scopes: ['team:read'] },
  'conversations.info': { needs: ['channel'], takes: ['include_locale', 'include_num_members'] },
  'conversations.open': {
    needs: [],
    takes: ['channel', 'users', 'prevent_creation', 'return_im'],
    scopes: ['im:write'],
  },
  'conversations.members': { needs: ['channel'], takes: PAGE },
  'conversations.history': { needs: ['channel'], takes: TIMELINE },
  'conversations.replies': { needs: ['channel', 'ts'], takes: TIMELINE },
  'views.open': { needs: ['view'], takes: ['trigger_id', 'interactivity_pointer'], json: ['view'] },
  'views.push': { needs: ['view'], takes: ['trigger_id', 'interactivity_pointer'], json: ['view'] },
  'views.update': { needs: ['view'], takes: ['view_id', 'external_id', 'hash'], json: ['view'] },
  'views.publish': { needs: ['view', 'user_id'], takes: ['hash'], json: ['view'] },
  'reactions.add': { needs: ['channel', 'timestamp', 'name'], takes: [], scopes: ['reactions:write'] },
  'reactions.remove': {
    needs: ['name'],
    takes: ['channel', 'timestamp', 'file', 'file_comment'],
    scopes: ['reactions:write'],
  },
};

/** Scopes an app like ours asks for. */
export const SCOPES = [
  'app_mentions:read',
  'assistant:write',
  'channels:history',
  'channels:read',
  'chat:write',
  'chat:write.customize',
  'commands',
  'files:read',
  'groups:history',
  'groups:read',
  'im:history',
  'mpim:history',
  'im:read',
  'im:write',
  'reactions:read',
  'reactions:write',
  'team:read',
  'users:read',
];
