import type { IncomingMessage } from 'node:http';
import { asJson, schema } from './schema.ts';

export interface Upload {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** One call of a method, decoded from whichever of its encodings it came in. */
export interface Call {
  readonly token: string;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Uploaded parts by field name; `attach://name` refers to them. */
  readonly files: ReadonlyMap<string, Upload>;
  /** What cannot be read or does not belong. */
  readonly faults: readonly string[];
}

/** Reads `/bot<token>/<method>`; undefined: another path. */
export async function readCall(incoming: IncomingMessage): Promise<Call | undefined> {
  const url = new URL(incoming.url ?? '/', 'http://localhost');
  const [, token, method] = /^\/bot([^/]+)\/(\w+)$/.exec(url.pathname) ?? [];
  const body = await bodyOf(incoming);
  if (token === undefined || method === undefined) return undefined;
  const files = new Map<string, Upload>();
  const faults: string[] = [];
  const params: Record<string, unknown> = {};
  const known = schema.get(method.toLowerCase())?.parameters;
  const take = (name: string, text: string): void => {
    const parameter = known?.get(name);
    params[name] = parameter === undefined ? text : asJson(text, parameter);
  };
  for (const [name, text] of url.searchParams) take(name, text);
  const type = incoming.headers['content-type'] ?? '';
  if (body.length > 0 && type.startsWith('application/json')) {
    try {
      Object.assign(params, JSON.parse(body.toString('utf8')));
    } catch {
      faults.push('the body is not JSON');
    }
  } else if (body.length > 0 && /^(multipart\/form-data|application\/x-www-form-urlencoded)/.test(type)) {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
    for (const [name, value] of form) {
      if (typeof value === 'string') take(name, value);
      else files.set(name, { name: value.name, bytes: new Uint8Array(await value.arrayBuffer()) });
    }
  } else if (body.length > 0) {
    faults.push(`the body is sent as ${type || 'nothing known'}`);
  }
  return { token, method, params, files, faults };
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
  } catch {
    // The client left while it was still sending.
  }
  return Buffer.concat(chunks);
}
