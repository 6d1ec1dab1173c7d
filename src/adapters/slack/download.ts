import { KithError } from '../../core/errors.ts';
import type { Attachment } from '../../core/message.ts';

export interface DownloadOptions {
  readonly token: string;
  readonly apiUrl: string;
  /** Longest it may take, ms. */
  readonly requestMs: number;
}

/** Fetches a file somebody sent. The token goes to Slack's own hosts only. @throws KithError `channel.failed` */
export async function download(
  { ref = '', name = 'a file' }: Attachment,
  limit: number,
  signal: AbortSignal,
  { token, apiUrl, requestMs }: DownloadOptions,
): Promise<Uint8Array> {
  const fail = (why: string, retryable = false) =>
    new KithError(
      'channel.failed',
      `The file "${name.slice(0, 60)}" could not be fetched from Slack: ${why}.`,
      {
        retryable,
      },
    );
  if (!isSlacks(ref, apiUrl)) throw fail('it is not kept by Slack');
  try {
    const response = await fetch(ref, {
      headers: { authorization: `Bearer ${token}` },
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(requestMs)]),
    });
    if (!response.ok) throw fail(`the answer was ${response.status}`, response.status >= 500);
    // Whoever may not read a file is shown a page to sign in.
    if (response.headers.get('content-type')?.startsWith('text/html') === true && !/\.html?$/i.test(name))
      throw fail('the scope files:read is missing');
    return await read(response, limit, () => fail(`it is larger than ${limit} bytes`));
  } catch (error) {
    if (error instanceof KithError) throw error;
    throw fail('the connection broke', true);
  }
}

function isSlacks(ref: string, apiUrl: string): boolean {
  if (!URL.canParse(ref)) return false;
  const { protocol, host } = new URL(ref);
  const api = new URL(apiUrl);
  return (
    (protocol === 'https:' && host === 'files.slack.com') || (protocol === api.protocol && host === api.host)
  );
}

async function read(response: Response, limit: number, tooLarge: () => KithError): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > limit) throw tooLarge();
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
