import { z } from 'zod';
import { ESTATE_KINDS } from './estate/estate.ts';
import { startEmbeddedPort } from './port/embedded-port.ts';
import { startSandbox } from './sandbox.ts';

/** Options for a sandbox in its own process, for benchmarks. */
const Options = z.object({
  estate: z.object({
    seed: z.string(),
    accounts: z.number(),
    usedRegions: z.number(),
    suspendedEvery: z.number(),
  }),
  /** How many of each kind, per account. */
  counts: z.partialRecord(z.enum(ESTATE_KINDS), z.number()),
  latencyMs: z.number(),
  enforceLimits: z.boolean(),
  /** A Port beside it. */
  port: z.object({ enforceLimits: z.boolean(), limitScale: z.number() }).optional(),
});

/**
 * A sandbox as a process: its options are the first argument, as JSON. It prints one line of JSON, returns
 * its counts at `/_sandbox/calls`, like Port, and ends with its standard input.
 */
const options = Options.parse(JSON.parse(process.argv[2] ?? '{}'));
const { estate, counts, latencyMs, enforceLimits } = options;
const port = options.port === undefined ? undefined : await startEmbeddedPort(options.port);
const sandbox = await startSandbox({
  latencyMs,
  enforceLimits,
  estate: { ...estate, ...counts },
});
const ready = {
  endpoint: sandbox.endpoint,
  environment: { ...sandbox.environment, ...port?.environment },
  ...(port !== undefined && { portEndpoint: port.baseUrl }),
  roleArn: sandbox.roleArn(sandbox.managementAccountId),
};
process.stdout.write(`${JSON.stringify(ready)}\n`);
process.stdin.resume();
process.stdin.once('end', () => {
  void sandbox.close();
  void port?.close();
});
