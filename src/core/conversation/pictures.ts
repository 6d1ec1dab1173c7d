import type { Attachment } from '../message.ts';
import type { ModelImage } from '../ports/language-model.ts';
import type { Turn } from '../ports/records.ts';
import type { Parts } from './parts.ts';

/** Pictures of one message a model is shown: each costs as much as a page of text. */
const MOST = 4;

/**
 * The pictures among what came along, where the model is to see them and the channel hands them out in time. What
 * cannot be had is left out: the text says that it was sent. Never throws.
 */
export async function fetchPictures(
  parts: Parts,
  turn: Turn,
  attachments: readonly Attachment[],
): Promise<readonly ModelImage[]> {
  const { rules, clock, log, stopping } = parts;
  const { images, imageBytes, imageMs } = rules.model;
  const channel = parts.channel(turn.place.channel);
  const wanted = attachments.filter(
    ({ kind, ref, size = 0 }) => kind === 'image' && ref !== undefined && size <= imageBytes,
  );
  if (!images || wanted.length === 0 || channel?.download === undefined) return [];

  const over = new AbortController();
  const timer = new AbortController();
  const late = clock.sleep(imageMs, timer.signal).then(
    () => over.abort(new Error(`The picture took longer than ${imageMs} ms.`)),
    () => {},
  );
  const signal = AbortSignal.any([over.signal, stopping]);
  const failed: unknown[] = [];
  const fetched = await Promise.all(
    wanted.slice(0, MOST).map(async (attachment) => {
      try {
        // A channel that does not heed the signal holds up no answer.
        const bytes = await Promise.race([
          channel.download!(attachment, imageBytes, signal),
          aborted(signal),
        ]);
        return bytes.length > imageBytes ? undefined : imageOf(bytes);
      } catch (error) {
        failed.push(error);
        return undefined;
      }
    }),
  );
  timer.abort();
  await late;
  // Nothing is left waiting for a stop.
  over.abort();
  if (failed.length > 0)
    log.warn('Pictures could not be fetched', { turn: turn.id, pictures: failed.length, error: failed[0] });
  return fetched.filter((image) => image !== undefined);
}

/** What the bytes say they are, whatever the platform called them; undefined for anything but a picture. */
export function imageOf(bytes: Uint8Array): ModelImage | undefined {
  const mediaType = typeOf(bytes);
  return mediaType && { mediaType, base64: Buffer.from(bytes).toString('base64') };
}

function typeOf(bytes: Uint8Array): ModelImage['mediaType'] | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, 12));
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (/^GIF8[79]a/.test(head)) return 'image/gif';
  if (/^RIFF[\s\S]{4}WEBP/.test(head)) return 'image/webp';
  return undefined;
}

const aborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
