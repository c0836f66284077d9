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

async function map(input: string): ReturnType<typeof longshore> {
  const file = path.join(folder, 'items.ndjson');
  await writeFile(file, input);
  return longshore(['map', '--config', path.join(folder, 'mapping.yml'), '--input', file]);
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
