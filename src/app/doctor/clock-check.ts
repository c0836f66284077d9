import { duration } from '../../lib/table.ts';
import type { Check, CheckResult } from './check.ts';

/** Beyond this, timestamps in logs and tokens are wrong, in milliseconds. */
const WARN_MS = 60_000;
/** Beyond this, AWS rejects signatures, in milliseconds. */
const FAIL_MS = 300_000;

/** Does this machine's clock agree with AWS and Port? */
export const clockCheck: Check = {
  name: 'clock',
  async run(context) {
    await Promise.allSettled([
      context.identity(),
      ...(context.hasPortCredentials ? [context.integration()] : []),
    ]);
    const skews: readonly (readonly [string, number | undefined])[] = [
      ['AWS', context.runtime.clients.clockSkewMs],
      ['Port', context.hasPortCredentials ? context.port.clockSkewMs : undefined],
    ];
    const known = skews.flatMap(([name, skewMs]) =>
      skewMs === undefined ? [] : [{ name, skewMs }],
    );
    if (known.length === 0) {
      const fix = 'fix the checks of AWS and Port first';
      return [{ status: 'unknown', message: 'neither AWS nor Port returned its time', fix }];
    }
    const off = known.filter(({ skewMs }) => Math.abs(skewMs) > WARN_MS);
    const details = known.map(({ name, skewMs }) => ({ comparedWith: name, skewMs }));
    if (off.length === 0) {
      const names = known.map(({ name }) => name).join(' and ');
      return [{ status: 'ok', message: `agrees with ${names} within a minute`, details }];
    }
    return off.map(({ name, skewMs }): CheckResult => {
      const direction = skewMs > 0 ? 'behind' : 'ahead of';
      const isTooFar = Math.abs(skewMs) > FAIL_MS;
      const effect = isTooFar ? ': signatures and tokens are rejected' : '';
      return {
        status: isTooFar ? 'failed' : 'warning',
        message: `this machine is ${duration(Math.abs(skewMs))} ${direction} ${name}${effect}`,
        fix: 'synchronize the clock of this machine (NTP)',
        details,
      };
    });
  },
};
