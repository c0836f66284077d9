import { serviceCode } from '../../../cost/billing/service-codes.ts';
import { nearest } from '../../../lib/nearest.ts';
import { loadRules } from './load-rules.ts';

/** The services that rules are about, and those of the store, as `EC2`. */
export async function knownServices(stored: readonly string[]): Promise<readonly string[]> {
  const rules = [...(await loadRules()).values()].flat();
  return [...new Set([...stored, ...rules.map(({ service }) => service)])].sort();
}

/** The names that findings have for services, which are given in any case or by AWS's code. */
export function findingServices(
  names: readonly string[],
  known: readonly string[],
): readonly string[] {
  return names.flatMap((name) => {
    const code = serviceCode(name);
    return known.filter(
      (one) =>
        one.toLowerCase() === name.toLowerCase() ||
        (code !== undefined && serviceCode(one) === code),
    );
  });
}

/** For a person: what an unknown name may have meant. */
export function serviceHint(name: string, known: readonly string[]): string {
  const close = nearest(name, known);
  return close === undefined ? `one of ${known.join(', ')}` : `did you mean ${close}?`;
}
