import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { environmentOf, longshore } from '../helpers/command.ts';

const PER_VPC = 'ec2:DescribeVpcAttribute';
const VPCS = 3;

let sandbox: Sandbox;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'longshore-test-'));
  sandbox = await startSandbox({
    estate: {
      seed: 'on demand',
      accounts: 1,
      regions: ['us-east-1'],
      usedRegions: 1,
      'AWS::EC2::VPC': VPCS,
      'AWS::EC2::Volume': VPCS,
    },
  });
});

afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

/** Reads a kind with a mapping that reads one property, and no `includeActions`. */
async function read(kind: string, property: string): Promise<readonly string[]> {
  const file = path.join(folder, 'mapping.yml');
  await writeFile(
    file,
    `resources:
  - kind: ${kind}
    selector: { query: 'true' }
    port:
      entity:
        mappings:
          identifier: .__ExtraContext.AccountId
          blueprint: '"x"'
          properties: { value: '${property}' }
`,
  );
  const { stdout, exitCode } = await longshore(['resync', '--config', file, '--sink', 'ndjson'], {
    env: environmentOf(sandbox),
  });
  expect(exitCode).toBe(0);
  return stdout.split('\n').filter((line) => line.includes(`"Type":"${kind}"`));
}

describe('an option of an addition to Ocean’s kinds', () => {
  test('is not run when the mapping does not read what it adds', async () => {
    const before = sandbox.calls()[PER_VPC] ?? 0;

    const items = await read('AWS::EC2::VPC', '.Properties.CidrBlock');

    expect(items).toHaveLength(VPCS);
    for (const item of items) expect(item).not.toContain('EnableDnsSupport');
    expect(sandbox.calls()[PER_VPC] ?? 0).toBe(before);
  });

  test('runs when the mapping reads it, and no other does', async () => {
    const before = sandbox.calls()[PER_VPC] ?? 0;

    const items = await read('AWS::EC2::VPC', '.Properties.EnableDnsSupport');

    expect(items).toHaveLength(VPCS);
    for (const item of items) {
      expect(item).toContain('"EnableDnsSupport":true');
      expect(item).not.toContain('EnableDnsHostnames');
    }
    expect(sandbox.calls()[PER_VPC]).toBe(before + VPCS);
  });
});

test('an option of one of Ocean’s kinds runs when it is named, and only then', async () => {
  const items = await read('AWS::EC2::Volume', '.Properties.AutoEnableIO');

  expect(items).toHaveLength(VPCS);
  for (const item of items) expect(item).not.toContain('AutoEnableIO');
});
