import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import type { SlackServer } from './server.ts';
import { until } from './socket.ts';

export interface Heard extends Readonly<Record<string, unknown>> {
  readonly type: string;
  /** Id of the event. */
  readonly id: string;
  readonly retry?: number;
}

export interface ConnectedBolt {
  readonly app: App;
  /** Every event, in the order in which the server made them: Bolt works on several at once. */
  readonly heard: readonly Heard[];
  /** Waits until so many events came. */
  seen(count: number): Promise<void>;
  stop(): Promise<void>;
}

/** The real Bolt on a socket of this server; listeners are registered before it connects. */
export async function connectBolt(
  slack: SlackServer,
  register: (app: App) => void = () => undefined,
): Promise<ConnectedBolt> {
  const {
    SLACK_BOT_TOKEN: token = '',
    SLACK_APP_TOKEN: appToken = '',
    SLACK_API_URL: slackApiUrl = '',
  } = slack.environment;
  const clientOptions = { slackApiUrl, retryConfig: { retries: 2, minTimeout: 20 } };
  const logLevel = LogLevel.ERROR;
  // Bolt waits this long before it connects again.
  const clientPingTimeout = 250;
  const receiver = new SocketModeReceiver({
    appToken,
    clientPingTimeout,
    logLevel,
    installerOptions: { clientOptions },
  });
  const app = new App({ token, receiver, clientOptions, logLevel, ignoreSelf: false });
  const heard: Heard[] = [];
  app.use(async ({ body, next, context }) => {
    const { event, event_id: id } = body as { event?: Heard; event_id?: string };
    if (event !== undefined && id !== undefined)
      heard.push({ ...event, id, ...(context.retryNum ? { retry: context.retryNum } : {}) });
    heard.sort((one, other) => one.id.localeCompare(other.id) || (one.retry ?? 0) - (other.retry ?? 0));
    await next();
  });
  register(app);
  await app.start();
  await slack.ready();
  return {
    app,
    heard,
    seen: (count) => until(() => heard.length >= count, 3000, `${count} events, only ${heard.length},`),
    async stop() {
      await app.stop();
    },
  };
}
