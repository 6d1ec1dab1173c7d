import type { Message } from 'grammy/types';
import type { Attachment, Quote } from '../../core/message.ts';
import { type Own, readText, writtenIn } from './decode-text.ts';
import { messageOf } from './ids.ts';

/** Everything sent along with a message. Pure. */
export function attachmentsOf(message: Message): readonly Attachment[] {
  const { photo, voice, audio, video, video_note: round, animation, document, sticker } = message;
  const found: (Attachment | undefined)[] = [
    // The sizes of one picture, the largest last.
    photo?.at(-1) && fileOf('image', photo.at(-1)!, 'image/jpeg'),
    voice && fileOf('voice', voice),
    audio && fileOf('audio', { ...audio, file_name: audio.file_name ?? audio.title }),
    video && fileOf('video', video),
    round && fileOf('video', round, 'video/mp4'),
    animation && fileOf('video', animation),
    // An animation comes with a document that is the same.
    animation === undefined && document ? fileOf(kindOf(document.mime_type), document) : undefined,
    sticker && {
      ...fileOf('sticker', sticker),
      ...(sticker.emoji === undefined ? {} : { name: sticker.emoji }),
    },
    placeOn(message),
    otherOf(message),
  ];
  return found.filter((each) => each !== undefined);
}

/** The message this one replies to, or the part of it that is quoted. Pure. */
export function quoteOf(message: Message, channel: string, own: Own): Quote | undefined {
  const { reply_to_message: replied, chat } = message;
  if (replied === undefined || isTopicStart(message)) return undefined;
  const written = writtenIn(replied);
  const text = message.quote?.text ?? readText(written.text, written.entities, own);
  const speaker = nameOf(replied);
  return {
    id: messageOf(channel, { chat: chat.id, message: replied.message_id }),
    ...(text === '' ? {} : { text }),
    ...(speaker === '' ? {} : { speaker }),
  };
}

/** Everything in a topic "replies" to the message that opened it. */
export const isTopicStart = ({ reply_to_message: replied, message_thread_id: topic }: Message): boolean =>
  replied?.forum_topic_created !== undefined ||
  (replied !== undefined &&
    replied.message_id === topic &&
    replied.text === undefined &&
    replied.caption === undefined);

/** Display name of who wrote a message: a person, or the chat it was written as. */
export function nameOf({ from, sender_chat: chat }: Pick<Message, 'from' | 'sender_chat'>): string {
  if (chat !== undefined) return ('title' in chat ? chat.title : undefined) ?? '';
  return [from?.first_name, from?.last_name].filter((part) => part !== undefined && part !== '').join(' ');
}

interface File {
  readonly file_id: string;
  readonly file_size?: number | undefined;
  readonly file_name?: string | undefined;
  readonly mime_type?: string | undefined;
}

function fileOf(kind: Attachment['kind'], file: File, usual?: string): Attachment {
  const mediaType = file.mime_type ?? usual;
  return {
    kind,
    ...(file.file_name === undefined ? {} : { name: file.file_name }),
    ...(mediaType === undefined ? {} : { mediaType }),
    ...(file.file_size === undefined ? {} : { size: file.file_size }),
    ref: file.file_id,
  };
}

function kindOf(type: string | undefined): Attachment['kind'] {
  const [family] = type?.split('/') ?? [];
  return family === 'image' || family === 'audio' || family === 'video' ? family : 'file';
}

function placeOn({ venue, location }: Message): Attachment | undefined {
  if (venue !== undefined) return { kind: 'location', name: [venue.title, venue.address].join(', ') };
  return location && { kind: 'location', name: `${location.latitude}, ${location.longitude}` };
}

function otherOf({ contact, poll, dice }: Message): Attachment | undefined {
  const name = contact?.first_name ?? poll?.question ?? dice?.emoji;
  return name === undefined ? undefined : { kind: 'other', name };
}
