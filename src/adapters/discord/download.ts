import { KithError } from '../../core/errors.ts';
import type { Attachment } from '../../core/message.ts';
import type { Rest } from './rest.ts';

/** The bytes of an attachment, at most `limit`. @throws KithError `channel.failed` */
export async function download(
  rest: Rest,
  { ref = '' }: Attachment,
  limit: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const fail = (why: string, retryable = false) =>
    new KithError('channel.failed', `An attachment could not be had from Discord: ${why}.`, { retryable });
  const [channel, message, id] = ref.split('/');
  if (id === undefined) throw fail('it names no file');
  const raw = (await rest.ask({
    method: 'GET',
    path: `/channels/${channel}/messages/${message}`,
    signal,
  })) as { attachments: readonly { id: string; url: string; size: number }[] };
  const file = raw.attachments.find((each) => each.id === id);
  if (file === undefined) throw fail('it was taken away');
  if (file.size > limit) throw fail(`it is larger than ${limit} bytes`);
  const response = await fetch(file.url, { signal }).catch(() => {
    throw fail('it could not be reached', true);
  });
  if (!response.ok || response.body === null)
    throw fail(`the answer was ${response.status}`, response.status >= 500);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.length;
    if (size > limit) throw fail(`it is larger than ${limit} bytes`);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
