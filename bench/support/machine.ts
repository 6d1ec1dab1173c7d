import { arch, cpus, platform, totalmem } from 'node:os';

/** What figures are comparable on. Names neither the host nor a path. */
export interface Machine {
  readonly description: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly node: string;
}

export function machine(): Machine {
  const cores = cpus().length;
  const memoryGiB = Math.round(totalmem() / 1024 ** 3);
  const node = process.versions.node;
  return {
    description: `${cores} core${cores === 1 ? '' : 's'}, ${memoryGiB} GiB, ${platform()} ${arch()}, Node ${node}`,
    cores,
    memoryGiB,
    node,
  };
}
