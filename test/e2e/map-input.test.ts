import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { longshore, spawnLongshore } from '../helpers/command.ts';

const MAPPING = `resources:
  - kind: AWS::SQS::Queue
    selector: { query: 'true' }
    port:
      entity:
        mappings: { identifier: .Properties.QueueName, blueprint: '"sqsQueue"' }
`;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'longshore-map-'));
  await writeFile(path.join(folder, 'mapping.yml'), MAPPING);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

function itemOf(QueueName: string): string {
  return JSON.stringify({ Type: 'AWS::SQS::Queue', Properties: { QueueName } });
}

async function map(
  input: string,
  mapping = path.join(folder, 'mapping.yml'),
): ReturnType<typeof longshore> {
  const file = path.join(folder, 'items.ndjson');
  await writeFile(file, input);
  return longshore(['map', '--config', mapping, '--input', file]);
}

describe('map --input', () => {
  test('takes names with separators that JSON allows, Windows line ends and no last line feed', async () => {
    const names = ['a\u2028b', 'c\u2029d', 'e\u0085f', 'g'];

    const { exitCode, stdout } = await map(names.map(itemOf).join('\r\n'));

    const identifiers = stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => (JSON.parse(line) as { identifier: string }).identifier);
    expect(identifiers).toEqual(names);
    expect(exitCode).toBe(0);
  });

  test('an item counts once, however many blocks its kind has', async () => {
    const block = (query: string): object => ({
      kind: 'AWS::SQS::Queue',
      selector: { query },
      port: { entity: { mappings: { identifier: '.Properties.QueueName', blueprint: '"q"' } } },
    });
    const resources = [
      block('.Properties.QueueName == "both" or .Properties.QueueName == "one"'),
      block('.Properties.QueueName == "both"'),
    ];
    const mapping = path.join(folder, 'two-blocks.json');
    await writeFile(mapping, JSON.stringify({ resources }));
    const items = ['both', 'one', 'none'].map(itemOf);
    const other = JSON.stringify({ Type: 'AWS::SNS::Topic', Properties: {} });

    const three = await map([...items, other].join('\n'), mapping);
    const one = await map(itemOf('one'), mapping);

    expect(three.stderr).toBe(
      '4 items: 3 entities, 1 left out by selectors, 1 of kinds that are not in the mapping\n',
    );
    expect(one.stderr).toBe('1 item: 1 entity, 0 left out by selectors\n');
  });

  test('a mapping of 1 MiB takes seconds, also when parts of it need the real jq', async () => {
    const blockOf = (properties: number, expressionOf: (n: number) => string): object => {
      const pairs = Array.from({ length: properties }, (_, n) => [`p${n}`, expressionOf(n)]);
      const names = { identifier: '.Properties.QueueName', blueprint: '"q"' };
      const mappings = { ...names, properties: Object.fromEntries(pairs) as object };
      return {
        kind: 'AWS::SQS::Queue',
        selector: { query: 'true' },
        port: { entity: { mappings } },
      };
    };
    const forJq = (n: number): string =>
      `[.Properties | .. | strings] | reduce .[] as $x ("${n}"; . + $x)`;
    const resources = [
      blockOf(500, forJq),
      ...Array.from({ length: 29 }, () =>
        blockOf(400, (n) => `.Properties.QueueName + "-${n}${'x'.repeat(40)}"`),
      ),
    ];
    const text = JSON.stringify({ resources });
    const mapping = path.join(folder, 'large.json');
    await writeFile(mapping, text.padEnd(1_024 * 1_024));
    const startedAt = performance.now();

    const { exitCode, stderr } = await map(itemOf('a'), mapping);

    expect(text.length).toBeGreaterThan(800_000);
    expect(stderr).toBe('1 item: 30 entities, 0 left out by selectors\n');
    expect(exitCode).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });

  test('what is no JSON is named by its line', async () => {
    const { exitCode, stderr } = await map(`${itemOf('a')}\n\n{"Type":\n`);

    expect(stderr).toContain('items.ndjson:3: not JSON');
    expect(exitCode).toBe(2);
  });

  test('SIGTERM ends it while it waits for more on stdin', async () => {
    const args = ['map', '--config', path.join(folder, 'mapping.yml'), '--input', '-'];

    const { exitCode } = await spawnLongshore(args, {
      // Enough for a first batch: when its entities come out, it is waiting for the rest.
      stdin: `${itemOf('a')}\n`.repeat(500),
      onOutput: (kill) => {
        kill('SIGTERM');
      },
    });

    expect(exitCode).toBe(130);
  });
});
