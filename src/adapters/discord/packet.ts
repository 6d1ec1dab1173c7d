import type {
  APIInteraction,
  APIMessage,
  APIUser,
  GatewayGuildCreateDispatchData,
  GatewayGuildDeleteDispatchData,
  GatewayGuildMemberUpdateDispatchData,
  GatewayGuildRoleDeleteDispatchData,
  GatewayGuildRoleModifyDispatchData,
  GatewayGuildUpdateDispatchData,
  GatewayMessageCreateDispatchData,
  GatewayMessageDeleteBulkDispatchData,
  GatewayMessageDeleteDispatchData,
  GatewayMessageReactionAddDispatchData,
  GatewayMessageReactionRemoveDispatchData,
  GatewayMessageUpdateDispatchData,
  GatewayReadyDispatchData,
  GatewayThreadListSyncDispatchData,
} from 'discord.js';

/** The gateway events Kith looks at, as Discord sends them. */
interface Dispatches {
  READY: GatewayReadyDispatchData;
  RESUMED: unknown;
  GUILD_CREATE: GatewayGuildCreateDispatchData;
  GUILD_UPDATE: GatewayGuildUpdateDispatchData;
  GUILD_DELETE: GatewayGuildDeleteDispatchData;
  GUILD_ROLE_CREATE: GatewayGuildRoleModifyDispatchData;
  GUILD_ROLE_UPDATE: GatewayGuildRoleModifyDispatchData;
  GUILD_ROLE_DELETE: GatewayGuildRoleDeleteDispatchData;
  GUILD_MEMBER_UPDATE: GatewayGuildMemberUpdateDispatchData;
  CHANNEL_CREATE: RawChannel;
  CHANNEL_UPDATE: RawChannel;
  CHANNEL_DELETE: RawChannel;
  THREAD_CREATE: RawChannel;
  THREAD_UPDATE: RawChannel;
  THREAD_DELETE: RawChannel;
  THREAD_LIST_SYNC: GatewayThreadListSyncDispatchData;
  MESSAGE_CREATE: GatewayMessageCreateDispatchData;
  MESSAGE_UPDATE: GatewayMessageUpdateDispatchData;
  MESSAGE_DELETE: GatewayMessageDeleteDispatchData;
  MESSAGE_DELETE_BULK: GatewayMessageDeleteBulkDispatchData;
  MESSAGE_REACTION_ADD: GatewayMessageReactionAddDispatchData;
  MESSAGE_REACTION_REMOVE: GatewayMessageReactionRemoveDispatchData;
  INTERACTION_CREATE: APIInteraction;
}

/** What Kith needs of a channel or a thread, of whatever type. */
export interface RawChannel {
  readonly id: string;
  readonly type: number;
  readonly guild_id?: string;
  readonly name?: string | null;
  readonly parent_id?: string | null;
  readonly permission_overwrites?: readonly {
    readonly id: string;
    readonly allow?: string;
    readonly deny?: string;
  }[];
}

export type Packet = {
  [Name in keyof Dispatches]: { readonly t: Name; readonly d: Dispatches[Name] };
}[keyof Dispatches];

export type Message = APIMessage &
  Partial<Pick<GatewayMessageCreateDispatchData, 'guild_id' | 'member' | 'mentions'>> & {
    readonly channel_type?: number;
  };
export type User = APIUser;
