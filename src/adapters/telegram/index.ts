export type { TelegramOptions } from './channel.ts';
export { createTelegramChannel } from './client.ts';
