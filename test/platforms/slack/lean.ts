import type { Delivery } from './line.ts';
import type { Json } from './world.ts';

/** Fields of events and interactions that another Slack may not send. */
const OPTIONAL = new Set([
  'token',
  'team',
  'team_id',
  'team_domain',
  'context_team_id',
  'context_enterprise_id',
  'enterprise',
  'is_enterprise_install',
  'authorizations',
  'event_context',
  'event_time',
  'event_ts',
  'is_ext_shared_channel',
  'channel_type',
  'channel_name',
  'client_msg_id',
  'parent_user_id',
  'item_user',
  'username',
  'user_name',
  'name',
  'icons',
  'edited',
  'trigger_id',
  'response_urls',
  'blocks',
]);
/** What a view is told back with. */
const VIEW = ['id', 'type', 'callback_id', 'private_metadata', 'state'];

/** A delivery with no more in it than makes it one. */
export function lean({ kind, payload, takesPayload }: Delivery): Delivery {
  return { kind, takesPayload, payload: bare(payload) };
}

function bare(value: Json): Json {
  const kept = Object.entries(value).filter(([name]) => !OPTIONAL.has(name));
  return Object.fromEntries(
    kept.map(([name, one]) => {
      if (name === 'view')
        return [name, Object.fromEntries(VIEW.map((field) => [field, (one as Json)[field]]))];
      const isNested = typeof one === 'object' && one !== null && !Array.isArray(one);
      return [name, isNested ? bare(one as Json) : one];
    }),
  );
}
