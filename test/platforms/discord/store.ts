import type { Bag, Channel, File, Route } from './types.ts';
import type { World } from './world.ts';

/** Files of messages, as a network that serves them by address. */
export function createDiscordStore(world: World, base: () => string) {
  const kept = new Map<string, File>();
  const store = (channel: Channel, files: readonly File[], body: Bag): readonly Bag[] => {
    const named = Array.isArray(body.attachments) ? (body.attachments as Bag[]) : [];
    return files.map((file, at) => {
      const id = world.nextId();
      kept.set(id, file);
      const url = `${base()}/attachments/${channel.id}/${id}/${encodeURIComponent(file.name)}`;
      const description = named.find((one) => String(one.id) === String(at))?.description;
      return {
        id,
        filename: file.name,
        size: file.bytes.length,
        url,
        proxy_url: url,
        content_type: file.type,
        ...(description !== undefined && { description }),
        ...(file.type.startsWith('image/') && { width: 8, height: 8 }),
      };
    });
  };
  const routes: readonly Route[] = [
    {
      method: 'GET',
      path: '/attachments/:channel/:file/:name',
      isOpen: true,
      answer: ({ params }) => {
        const file = kept.get(params.file ?? '');
        return file === undefined ? { status: 404 } : { status: 200, body: file.bytes };
      },
    },
  ];
  return { store, routes };
}
