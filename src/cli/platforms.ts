import { type CliTools, DONE, type ExitCode, WRONG_USE } from './tools.ts';

/** The link an administrator of a server opens to let the bot in, with exactly the permissions it uses. */
export async function discordInvite(
  tools: CliTools,
  { application }: { readonly application?: string },
): Promise<ExitCode> {
  const id = application ?? applicationOf(tools.config().discord.token);
  if (id === undefined || !/^\d{15,21}$/.test(id)) {
    tools.errors.write(
      'Set DISCORD_TOKEN, or give the application id of the Developer Portal: npx kith discord invite --application 123456789012345678\n',
    );
    return WRONG_USE;
  }
  tools.output.write(`${await tools.discordInvite(id)}\n`);
  return DONE;
}

/** The manifest to paste when the app is made at api.slack.com; Socket Mode unless a request URL is given. */
export async function slackManifest(
  tools: CliTools,
  { name, url }: { readonly name?: string; readonly url?: string },
): Promise<ExitCode> {
  if (url !== undefined && !(/^https:/i.test(url) && URL.canParse(url))) {
    tools.errors.write('--url is the public address of the HTTP port, e.g. https://kith.example.org\n');
    return WRONG_USE;
  }
  const manifest = await tools.slackManifest({
    name: name?.trim() || 'Kith',
    ...(url === undefined ? {} : { requestUrl: `${new URL(url).href.replace(/\/+$/, '')}/slack/events` }),
  });
  tools.output.write(`${JSON.stringify(manifest, null, 2)}\n`);
  return DONE;
}

/** A bot token begins with its application's id in base64. */
function applicationOf(token: string): string | undefined {
  const [first = ''] = token.replace(/^Bot\s+/i, '').split('.');
  return first === '' ? undefined : Buffer.from(first, 'base64').toString('latin1');
}
