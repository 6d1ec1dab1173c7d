import { KithError } from '../../core/errors.ts';
import type { Attachment } from '../../core/message.ts';
import type { Ask } from './ask.ts';

export interface DownloadOptions {
  readonly ask: Ask;
  /** `<apiRoot>/file/bot<token>`; never shown to anybody. */
  readonly files: string;
}

/** The bytes of an attachment, at most `limit`. @throws KithError `channel.failed` */
export async function download(
  { ask, files }: DownloadOptions,
  { ref = '' }: Attachment,
  limit: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const fail = (why: string, retryable = false) =>
    new KithError('channel.failed', `An attachment could not be had from Telegram: ${why}.`, { retryable });
  if (ref === '') throw fail('it names no file');
  const { file_path: path, file_size: size = 0 } = await ask('getFile', { file_id: ref }, { signal });
  if (path === undefined) throw fail('Telegram gives out no files over 20 MB');
  if (size > limit) throw fail(`it is larger than ${limit} bytes`);
  try {
    const response = await fetch(`${files}/${path}`, { signal });
    if (!response.ok || response.body === null)
      throw fail(`the answer was ${response.status}`, response.status >= 500);
    const chunks: Uint8Array[] = [];
    let read = 0;
    for await (const chunk of response.body) {
      read += chunk.length;
      if (read > limit) throw fail(`it is larger than ${limit} bytes`);
      chunks.push(chunk);
    }
    return new Uint8Array(Buffer.concat(chunks));
  } catch (error) {
    // What the network says may hold the address, and the address holds the token.
    throw error instanceof KithError ? error : fail('it broke off', true);
  }
}
