export { createSlackChannel, type SlackOptions } from './client.ts';
export { slackManifest } from './manifest.ts';
