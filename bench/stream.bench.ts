/** How soon the first words can be read, on a channel that streams and on one that edits its message. */
import type { Stage } from '../src/cli/rehearsal/stage.ts';
import type { Channel } from '../src/core/ports/channel.ts';
import { distribution } from './support/distribution.ts';
import type { Figure } from './support/figure.ts';
import { openLab } from './support/lab.ts';
import { createQuickModel } from './support/quick-model.ts';
import { report } from './support/report.ts';

/** The model's time to its first word in the documents' example, ms. */
const THINK_MS = 200;
const REPLIES = 8;
const WARM_UP = 2;
const PLAIN = 'Oranges, of course! We talked about them.';
/** Might be a speaker label, which is taken off: nothing may be shown before that is clear. */
const NAMED = 'Alicia would say oranges, of course!';

let pieceAt = 0;
let seenAt = 0;

/** The stage, but it shows what it is given as it comes. */
const streaming = (stage: Stage): Channel => ({
  ...stage,
  capabilities: (place) => ({ ...stage.capabilities(place), stream: 'native' }),
  openStream: async (draft, place) => ({
    append(delta) {
      if (seenAt === 0 && delta.trim() !== '') seenAt = performance.now();
    },
    finish: async (final) => [await stage.send({ ...draft, ...final }, place)],
    discard: async () => {},
  }),
});

const editing = (stage: Stage): Channel => ({
  ...stage,
  capabilities: (place) => ({
    ...stage.capabilities(place),
    stream: 'edit',
    edits: true,
    editEveryMs: 1_000,
  }),
  send(page, place, signal) {
    if (seenAt === 0) seenAt = performance.now();
    return stage.send(page, place, signal);
  },
  edit: async () => {},
});

const figures: Figure[] = [];
for (const { key, name, wrapChannel, paceMs, text = PLAIN } of [
  { key: 'native', name: 'streaming place, 60 pieces a second', wrapChannel: streaming, paceMs: 16 },
  { key: 'slow', name: 'streaming place, 10 pieces a second', wrapChannel: streaming, paceMs: 100 },
  {
    key: 'named',
    name: "streaming place, the persona's name first",
    wrapChannel: streaming,
    paceMs: 16,
    text: NAMED,
  },
  { key: 'edit', name: 'editing place, 60 pieces a second', wrapChannel: editing, paceMs: 16 },
]) {
  const model = createQuickModel({
    reply: text.match(/\s*\S{1,4}/g)!,
    thinkMs: { reply: THINK_MS },
    paceMs,
    onFirstPiece: () => {
      pieceAt = performance.now();
    },
  });
  const lab = await openLab({ overrides: { model }, wrapChannel });
  const afterPiece: number[] = [];
  const afterSent: number[] = [];
  for (let reply = 0; reply < WARM_UP + REPLIES; reply += 1) {
    seenAt = 0;
    const sentAt = performance.now();
    await lab.say('ana', 'What was the fruit you like best?');
    if (reply < WARM_UP) continue;
    afterPiece.push(seenAt - pieceAt);
    afterSent.push(seenAt - sentAt);
  }
  await lab.close();
  figures.push(
    ...distribution({
      id: `stream.${key}`,
      what: `first words after the model's first: ${name}`,
      unit: 'ms',
      samples: afterPiece,
      targets: { p95: 50 },
    }),
  );
  if (key !== 'native') continue;
  figures.push(
    ...distribution({
      id: 'stream.sent',
      what: `first words after the message, model thinking ${THINK_MS} ms`,
      unit: 'ms',
      samples: afterSent,
      targets: { p95: THINK_MS + 50 },
    }),
  );
}
report(figures);
