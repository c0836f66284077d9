import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { loadAllKinds } from '../../src/core/exporters/registry.ts';
import { at, readData, readText, ROOT } from './files.ts';

const LIST = 'deploy/live-events.json';
const TEMPLATE = 'deploy/aws/live-events.yaml';
const MODULE = 'deploy/terraform/live-events';

/** Maximum length of an EventBridge pattern with the default quota, in characters. */
const LONGEST_PATTERN = 2_048;

type Events = Readonly<Record<string, readonly string[]>>;

/** The events of each rule. */
function rules(): readonly Events[] {
  return readData(LIST) as readonly Events[];
}

/** Every event that a kind handles, by source. */
async function understoodEvents(): Promise<Events> {
  const bySource = new Map<string, Set<string>>();
  for (const { liveEvents } of await loadAllKinds()) {
    if (liveEvents === undefined) continue;
    const names = bySource.get(liveEvents.source) ?? new Set();
    for (const name of liveEvents.events) names.add(name);
    bySource.set(liveEvents.source, names);
  }
  return Object.fromEntries(
    [...bySource].sort().map(([source, names]) => [source, [...names].sort()]),
  );
}

/** The pattern for a list of events. */
function patternOf(events: Events): object {
  return {
    'detail-type': ['AWS API Call via CloudTrail'],
    detail: {
      errorCode: [{ exists: false }],
      $or: Object.entries(events).map(([source, names]) => ({
        eventSource: [source],
        eventName: names,
      })),
    },
  };
}

describe('the events in the rules', () => {
  test('are those that the kinds handle', async () => {
    const sent = new Map<string, readonly string[]>();
    for (const [source, names] of rules().flatMap((events) => Object.entries(events)))
      sent.set(source, [...(sent.get(source) ?? []), ...names].sort());

    expect(Object.fromEntries(sent)).toEqual(await understoodEvents());
  });

  test('are in the CloudFormation template, with no pattern too long', () => {
    const resources = at(readData(TEMPLATE), 'Resources') as object;
    const patterns = Object.values(resources)
      .filter((resource) => at(resource, 'Type') === 'AWS::Events::Rule')
      .map((rule) => at(rule, 'Properties', 'EventPattern'));

    expect(patterns).toEqual(rules().map(patternOf));
    for (const pattern of patterns) {
      expect(JSON.stringify(pattern).length).toBeLessThanOrEqual(LONGEST_PATTERN);
    }
  });

  test('are read by the Terraform module, whose patterns contain only these', () => {
    const main = readText(`${MODULE}/main.tf`);

    const file =
      /events = jsondecode\(file\("\$\{path\.module\}\/([^"]+)"\)\)/.exec(main)?.[1] ?? '';
    expect(path.join(MODULE, file)).toBe(LIST);
    expect(existsSync(path.join(ROOT, MODULE, file))).toBe(true);
    expect(main).toMatch(
      /"\$or" = \[\s*for source, names in events : \{\s*eventSource = \[source\]\s*eventName\s* = names\s*\}\s*\]/,
    );
    expect(main).toContain('event_pattern = jsonencode(local.event_patterns[count.index])');
    expect(main).not.toMatch(/amazonaws\.com"\s*=/);
  });
});

describe('the delivery of events', () => {
  const resources = at(readData(TEMPLATE), 'Resources');
  const main = readText(`${MODULE}/main.tf`);

  test('the key is in the header that the host checks, and is hidden', () => {
    const auth = at(
      resources,
      'Connection',
      'Properties',
      'AuthParameters',
      'ApiKeyAuthParameters',
    );
    expect(auth).toEqual({ ApiKeyName: 'x-port-aws-ocean-api-key', ApiKeyValue: 'ApiKey' });
    expect(at(readData(TEMPLATE), 'Parameters', 'ApiKey', 'NoEcho')).toBe(true);
    expect(main).toContain('key   = "x-port-aws-ocean-api-key"');
    expect(readText(`${MODULE}/variables.tf`)).toMatch(
      /variable "api_key" \{[^}]*sensitive\s+= true/,
    );
  });

  test('undelivered events are retried, then kept', () => {
    const target = at(resources, 'Rule1', 'Properties', 'Targets', 0);
    expect(target).toMatchObject({
      DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['DeadLetterQueue', 'Arn'] } },
      RetryPolicy: { MaximumRetryAttempts: 185 },
    });
    expect(main).toMatch(/dead_letter_config \{\s*arn = aws_sqs_queue\.dead_letters\.arn/);
    expect(main).toMatch(/maximum_retry_attempts\s+= 185/);
  });

  test('template and module have the same defaults', () => {
    const parameters = at(readData(TEMPLATE), 'Parameters');
    const variables = readText(`${MODULE}/variables.tf`);
    for (const [parameter, variable] of [
      ['InvocationsPerSecond', 'invocations_per_second'],
      ['MaximumEventAgeSeconds', 'maximum_event_age_seconds'],
    ] as const) {
      const value = new RegExp(`variable "${variable}" \\{[^}]*default\\s+= (\\d+)`).exec(
        variables,
      );
      expect(Number(value?.[1])).toBe(at(parameters, parameter, 'Default'));
    }
  });
});
