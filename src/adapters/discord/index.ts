export type { DiscordOptions } from './channel.ts';
export { createDiscordChannel } from './client.ts';
export { inviteLink } from './invite.ts';
