export { createTerminalChannel, type TerminalOptions } from './client.ts';
