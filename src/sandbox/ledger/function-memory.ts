import { hash32 } from '../../lib/random.ts';

/** How much of its memory a function uses at most, in percent. @param draw the resource's number */
export function functionMemoryUse(draw: number): number {
  return 10 + (hash32('memory', draw) % 81);
}
