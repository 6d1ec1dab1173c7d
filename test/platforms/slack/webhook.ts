import { createHmac } from 'node:crypto';
import { type Delivery, type LineOptions, nameOf, RETRIES, type SlackLine } from './line.ts';
import type { Json } from './world.ts';

/** A way of being no true request of Slack's. */
export type Forgery = 'wrong secret' | 'changed body' | 'stale' | 'unsigned';

export interface SlackWebhook extends SlackLine {
  deliverTo(url: string): void;
  /** Sends an event that is forged; its HTTP status. One that is accepted is a violation. */
  forge(payload: Json, forgery: Forgery): Promise<number>;
}

/** Events over HTTP: signed requests to the app's URL, answered in time. */
export function createSlackWebhook(
  secret: string,
  first: string | undefined,
  options: LineOptions,
): SlackWebhook {
  const { ackMs, retryMs, violation } = options;
  let url = first;
  let lost = 0;
  const open = new Set<Delivery>();
  const stopped = new AbortController();

  async function post(
    delivery: Delivery,
    headers: Readonly<Record<string, string>>,
  ): Promise<Json | undefined> {
    if (url === undefined) throw new Error('there is no URL to deliver to');
    const { body, type } = bodyOf(delivery);
    const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(ackMs)]);
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': type, ...signed(body, secret), ...headers },
      body,
      signal,
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return payloadOf(text);
  }

  async function send(delivery: Delivery, retry = 0): Promise<Json | undefined> {
    open.add(delivery);
    try {
      for (let attempt = retry; ; attempt += 1) {
        const answer = await once(delivery, attempt);
        const isLost = answer !== undefined && lost > 0 && delivery.kind === 'events_api';
        if (isLost) lost -= 1;
        else if (answer !== undefined) return answer;
        if (delivery.kind !== 'events_api' || attempt >= RETRIES || stopped.signal.aborted) return undefined;
        await new Promise((resolve) => setTimeout(resolve, retryMs));
      }
    } finally {
      open.delete(delivery);
    }
  }

  async function once(delivery: Delivery, attempt: number): Promise<Json | undefined> {
    try {
      return await post(delivery, retryHeaders(attempt));
    } catch (error) {
      if (stopped.signal.aborted) return undefined;
      const isLate = error instanceof Error && error.name === 'TimeoutError';
      // A server that is not there is no fault of its own: the test may have stopped it.
      const isGone = error instanceof TypeError;
      if (!isGone)
        violation(
          `http: ${nameOf(delivery)} was ${isLate ? `not answered within ${ackMs / 1000} s` : `answered ${String(error)}`}`,
        );
      return undefined;
    }
  }

  async function answersChallenge(): Promise<boolean> {
    if (url === undefined) return false;
    const body = JSON.stringify({
      type: 'url_verification',
      token: 'verification-token',
      challenge: '3eZbrw1a',
    });
    const headers = { 'content-type': 'application/json', ...signed(body, secret) };
    const response = await fetch(url, { method: 'POST', headers, body }).catch(() => undefined);
    return response?.ok === true && (await response.text()).includes('3eZbrw1a');
  }

  return {
    send,
    async ready(ms) {
      const end = Date.now() + ms;
      while (!(await answersChallenge())) {
        if (Date.now() > end) throw new Error(`the challenge was not answered within ${ms} ms`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    cut: () => undefined,
    pending: () => [...open].map(nameOf),
    loseAcks: (count) => {
      lost += count;
    },
    deliverTo: (next) => {
      url = next;
    },
    async forge(payload, forgery) {
      if (url === undefined) throw new Error('there is no URL to deliver to');
      const body = JSON.stringify(payload);
      const headers = { 'content-type': 'application/json', ...forged(body, secret, forgery) };
      const sent = forgery === 'changed body' ? `${body} ` : body;
      const response = await fetch(url, { method: 'POST', headers, body: sent });
      await response.text();
      if (response.ok) violation(`http: a request was accepted whose signature is forged (${forgery})`);
      return response.status;
    },
    stop: async () => stopped.abort(),
  };
}

function bodyOf({ kind, payload }: Delivery): { readonly body: string; readonly type: string } {
  if (kind === 'events_api') return { body: JSON.stringify(payload), type: 'application/json' };
  const fields =
    kind === 'interactive' ? { payload: JSON.stringify(payload) } : (payload as Record<string, string>);
  return { body: new URLSearchParams(fields).toString(), type: 'application/x-www-form-urlencoded' };
}

function payloadOf(text: string): Json {
  if (text === '') return {};
  try {
    return JSON.parse(text) as Json;
  } catch {
    return { text };
  }
}

const retryHeaders = (attempt: number): Record<string, string> =>
  attempt === 0 ? {} : { 'x-slack-retry-num': String(attempt), 'x-slack-retry-reason': 'http_timeout' };

function signed(body: string, secret: string, at = Math.floor(Date.now() / 1000)): Record<string, string> {
  const signature = createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': String(at), 'x-slack-signature': `v0=${signature}` };
}

function forged(body: string, secret: string, forgery: Forgery): Record<string, string> {
  if (forgery === 'unsigned') return {};
  if (forgery === 'wrong secret') return signed(body, `not ${secret}`);
  if (forgery === 'stale') return signed(body, secret, Math.floor(Date.now() / 1000) - 6 * 60);
  return signed(body, secret);
}
