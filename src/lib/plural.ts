import { count } from './table.ts';

/** `1 resource`, `12,345 resources`, `2 entities`. */
export function plural(number: number, singular: string, plurals = `${singular}s`): string {
  return `${count(number)} ${number === 1 ? singular : plurals}`;
}
