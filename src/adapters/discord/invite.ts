import { permissions, wanted } from './permissions.ts';

/** Where an administrator lets the bot into a server: with commands, and exactly the permissions it uses. */
export function inviteLink(applicationId: string): string {
  const bits = wanted.reduce((sum, permission) => sum | permissions[permission], 0n);
  const query = new URLSearchParams({
    client_id: applicationId,
    scope: 'bot applications.commands',
    permissions: String(bits),
  });
  return `https://discord.com/oauth2/authorize?${query.toString()}`;
}
