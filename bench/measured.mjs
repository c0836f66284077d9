import { performance } from 'node:perf_hooks';

/** CPU time of all threads of this process so far, in milliseconds. */
export function cpuTime() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** The middle one of these numbers. */
export function median(values) {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}

/** Does the work that the first argument names, and prints what it found and what that took as one line of JSON. */
export async function printUsage(ways) {
  const cpuBefore = cpuTime();
  const startedAt = performance.now();
  const found = (await ways[process.argv[2]]()) ?? {};
  const usage = {
    ...found,
    cpuMs: cpuTime() - cpuBefore,
    wallMs: performance.now() - startedAt,
    peakMb: process.resourceUsage().maxRSS / 1_024,
  };
  process.stdout.write(`\n${JSON.stringify(usage)}\n`);
}

/**
 * Does each work several times, in turn.
 *
 * @param clock milliseconds: of the CPU, or of the wall
 * @returns for each work the median of its times
 */
export async function timesInTurn(works, repeats, clock) {
  const times = Object.fromEntries(Object.keys(works).map((name) => [name, []]));
  for (let n = 0; n < repeats; n += 1) {
    for (const [name, work] of Object.entries(works)) {
      const began = clock();
      await work();
      times[name].push(clock() - began);
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, its]) => [name, median(its)]));
}
