export { createTerminalChannel, type TerminalChannel, type TerminalOptions } from './client.ts';
