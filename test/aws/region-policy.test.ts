import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isRegionAllowed } from '../../src/aws/region-policy.ts';

/** kinds.md §4, row by row: allow is set, deny is set, and where the region is found. */
const TABLE = [
  { allow: false, deny: false, in: 'neither', allowed: true },
  { allow: true, deny: false, in: 'allow', allowed: true },
  { allow: true, deny: false, in: 'neither', allowed: false },
  { allow: false, deny: true, in: 'deny', allowed: false },
  { allow: false, deny: true, in: 'neither', allowed: true },
  { allow: true, deny: true, in: 'allow', allowed: true },
  { allow: true, deny: true, in: 'deny', allowed: false },
  { allow: true, deny: true, in: 'neither', allowed: false },
  { allow: true, deny: true, in: 'both', allowed: false },
] as const;

const other = fc
  .stringMatching(/^[a-z]{2}-[a-z]{4,9}-[1-9]$/)
  .filter((name) => name !== 'eu-west-1');

test.each(TABLE)('allow $allow, deny $deny, in $in: $allowed', (row) => {
  fc.assert(
    fc.property(
      fc.array(other, { minLength: 1 }),
      fc.array(other, { minLength: 1 }),
      (one, two) => {
        const inAllow = row.in === 'allow' || row.in === 'both';
        const inDeny = row.in === 'deny' || row.in === 'both';
        const allow = row.allow ? [...one, ...(inAllow ? ['eu-west-1'] : [])] : [];
        const deny = row.deny ? [...(inDeny ? ['eu-west-1'] : []), ...two] : [];

        const allowed = isRegionAllowed({ allow, deny }, 'eu-west-1');

        expect(allowed).toBe(row.allowed);
      },
    ),
  );
});
