import { stringify } from 'yaml';
import type { Kind } from '../../src/core/exporters/kind.ts';
import { withLists } from './marked-lists.ts';

/** Names of events by their source. */
type Events = Readonly<Record<string, readonly string[]>>;

/** Maximum length of an EventBridge pattern with the default quota, in characters. */
const LONGEST_PATTERN = 2_048;
const BETWEEN = /( *# generated: rules\n)[\s\S]*?( *# end\n)/;

/** `deploy/live-events.json`: the events of each rule, with as many sources as fit into its pattern. */
export function liveEventsJson(kinds: readonly Kind[]): string {
  return JSON.stringify(rulesOf(kinds));
}

/** `deploy/aws/live-events.yaml`, with the rules generated from the kinds. */
export function liveEventsTemplate(template: string, kinds: readonly Kind[]): string {
  const rules = rulesOf(kinds);
  const names = rules.map((_, index) => `Rule${index + 1}`);
  const resources = Object.fromEntries(
    rules.map((events, index) => [names[index] ?? '', ruleOf(events, index + 1)]),
  );
  return withLists(
    template.replace(
      BETWEEN,
      (_, start: string, end: string) =>
        `${start}${indented(stringify(resources, { lineWidth: 0 }), 2)}${end}`,
    ),
    { 'rule ARNs': names.map((name) => `!GetAtt ${name}.Arn`) },
  );
}

function rulesOf(kinds: readonly Kind[]): readonly Events[] {
  const rules: Record<string, readonly string[]>[] = [];
  const add = (source: string, names: readonly string[]): boolean => {
    const last = rules.at(-1);
    const all = [...(last?.[source] ?? []), ...names];
    const pattern = JSON.stringify(patternOf({ ...last, [source]: all }));
    if (last === undefined || pattern.length > LONGEST_PATTERN) return false;
    last[source] = all;
    return true;
  };
  for (const [source, names] of Object.entries(eventsOf(kinds))) {
    if (add(source, names)) continue;
    rules.push({}); // a source stays in one rule if it fits; the events of EC2 alone exceed one pattern
    if (add(source, names)) continue;
    for (const name of names) {
      if (add(source, [name])) continue;
      rules.push({ [source]: [name] });
    }
  }
  return rules;
}

function eventsOf(kinds: readonly Kind[]): Events {
  const bySource = new Map<string, Set<string>>();
  for (const { liveEvents } of kinds) {
    if (liveEvents === undefined) continue;
    const names = bySource.get(liveEvents.source) ?? new Set<string>();
    for (const name of liveEvents.events) names.add(name);
    bySource.set(liveEvents.source, names);
  }
  return Object.fromEntries(
    [...bySource].sort().map(([source, names]) => [source, [...names].sort()]),
  );
}

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

function ruleOf(events: Events, number: number): object {
  return {
    Type: 'AWS::Events::Rule',
    Properties: {
      Description: `Successful calls that change resources that Longshore reads, part ${number}`,
      State: 'ENABLED',
      EventPattern: patternOf(events),
      Targets: [
        {
          Id: 'longshore',
          Arn: { 'Fn::GetAtt': ['ApiDestination', 'Arn'] },
          RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['DeadLetterQueue', 'Arn'] } },
          RetryPolicy: {
            MaximumEventAgeInSeconds: { Ref: 'MaximumEventAgeSeconds' },
            MaximumRetryAttempts: 185,
          },
        },
      ],
    },
  };
}

function indented(text: string, spaces: number): string {
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(spaces));
}
