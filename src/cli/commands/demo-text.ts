import type { EmbeddedPort } from '../../sandbox/port/embedded-port.ts';
import type { Fault } from '../../sandbox/faults.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { plural } from '../../lib/plural.ts';
import { wrap } from '../../lib/text-width.ts';
import type { Style } from '../style.ts';
import { DEFAULT_WIDTH, type Terminal } from '../terminal.ts';

/** What the demo simulates. */
export function introduction(
  { estate, endpoint }: Sandbox,
  { baseUrl }: EmbeddedPort,
  { width = DEFAULT_WIDTH }: Style,
): string {
  const accounts = plural(estate.accountIds.length, 'account');
  const regions = plural(estate.regions.length, 'region');
  const text =
    `A simulated AWS organization with ${accounts} in ${regions} at ${endpoint}, and a simulated Port at ${baseUrl}. ` +
    'Three faults are simulated: one account may not list instances in one region, one account is throttled by SQS, and one role may not read bucket encryption.';
  return wrap(text, width, 0);
}

/** Faults in every run. */
export function firstFaults({ estate }: Sandbox): readonly Fault[] {
  const [, second = '', third = '', fourth = ''] = estate.accountIds;
  return [
    { type: 'deny', account: second, region: 'eu-west-1', operation: 'DescribeInstances' },
    { type: 'throttle', account: third, service: 'sqs' },
    { type: 'deny', account: fourth, service: 's3', operation: 'GetBucketEncryption' },
  ];
}

/** Faults that only the third run has. */
export function thirdFaults({ estate }: Sandbox): readonly Fault[] {
  const [, second = ''] = estate.accountIds;
  return ['sqs', 's3', 'ec2', 'ecs', 'tagging'].map((service) => ({
    type: 'deny',
    account: second,
    service,
  }));
}

/** Summary of the runs, and commands that show more. */
export function conclusion(
  {
    output,
    report,
  }: { readonly output?: string | undefined; readonly report?: string | undefined },
  env: Terminal['env'],
): string {
  const lines = [
    'Resources that could not be read are reported, and their entities are kept: an entity is deleted only when its scope was read completely without it and AWS confirmed the deletion.',
  ];
  const command = demoCommand(env);
  if (output === undefined) {
    lines.push(`See the resources:\n  ${command} --output resources.ndjson`);
  }
  if (report === undefined) {
    lines.push(`See every scope and call:\n  ${command} --report report.json`);
  }
  return lines.join('\n');
}

/** How the user started the demo: without an installation there is no `longshore` command. */
function demoCommand({ npm_lifecycle_event: script = '' }: Terminal['env']): string {
  if (script === 'demo') return 'npm run demo --';
  if (script === 'longshore') return 'npm run longshore -- demo';
  return script === 'npx' ? 'npx longshore demo' : 'longshore demo';
}
