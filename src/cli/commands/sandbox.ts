import { once } from 'node:events';
import { z } from 'zod';
import { wholeNumber } from '../../config/setting.ts';
import { ESTATE_SIZES } from '../../sandbox/estate/estate.ts';
import { startEmbeddedPort } from '../../sandbox/port/embedded-port.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { plural } from '../../lib/plural.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { oneOf, SANDBOX_SIZES } from '../flag-words.ts';
import { parseFlags } from '../names.ts';
import type { Terminal } from '../terminal.ts';

const Flags = z.object({
  port: wholeNumber(1, 65_535).optional(),
  size: oneOf(SANDBOX_SIZES),
  seed: z.string(),
  latency: wholeNumber(0, 60_000),
  limits: z.boolean().optional(),
});

/** `longshore sandbox`: an embedded AWS with an embedded Port, so that simulated data cannot reach a real Port. */
export async function runSandbox(flags: object, { stdout, signal }: Terminal): Promise<ExitCode> {
  const { port, size, seed, latency, limits } = parseFlags(Flags, flags);
  await using sandbox = await startSandbox({
    estate: { seed, ...ESTATE_SIZES[size] },
    latencyMs: latency,
    ledger: { runaway: true },
    ...(port !== undefined && { port }),
    ...(limits !== undefined && { enforceLimits: limits }),
  });
  await using catalog = await startEmbeddedPort({
    latencyMs: latency,
    ...(limits !== undefined && { enforceLimits: limits }),
  });
  const exports = Object.entries({
    ...sandbox.environment,
    ...catalog.environment,
    OCEAN__INTEGRATION__CONFIG__ACCOUNT_ROLE_ARN: sandbox.roleArn(sandbox.managementAccountId),
  }).map(([name, value]) => `export ${name}=${value}`);
  stdout.write(
    [
      `# ${plural(sandbox.estate.accountIds.length, 'simulated account')} at ${sandbox.endpoint}, for any AWS SDK or CLI, and an empty Port at ${catalog.baseUrl}.`,
      '# In another terminal:',
      ...exports,
      '# Longshore then reads the whole organization. Ctrl-C stops both and deletes what was written.',
      '',
    ].join('\n'),
  );
  if (!signal.aborted) await once(signal, 'abort');
  return EXIT.complete;
}
