import { createHash } from 'node:crypto';
import type { NeedsByKind } from './price-selection.ts';

/**
 * Names what cost models need: another version may need other prices, so that prices that were selected for this one
 * lack some.
 */
export function needsFingerprint(needs: NeedsByKind): string {
  const sorted = [...needs].sort(([one], [other]) => (one < other ? -1 : 1));
  const text = JSON.stringify(sorted, (_, value: unknown) =>
    value instanceof RegExp ? value.source : value,
  );
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
