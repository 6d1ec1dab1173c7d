import { Writable } from 'node:stream';

/** The terminal as readline sees it: what it writes passes only while the gate is open. Its size is the terminal's. */
export function createGate(output: NodeJS.WriteStream, isOpen: () => boolean): NodeJS.WriteStream {
  const gate = new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _, done) {
      if (isOpen()) output.write(chunk);
      done();
    },
  });
  Object.defineProperties(gate, {
    isTTY: { value: true },
    columns: { get: () => output.columns },
    rows: { get: () => output.rows },
  });
  output.on('resize', () => gate.emit('resize'));
  return gate as unknown as NodeJS.WriteStream;
}
