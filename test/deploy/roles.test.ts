import { describe, expect, test } from '@jest/globals';
import { iamPolicy } from '../../src/core/exporters/iam-policy.ts';
import { loadAllKinds } from '../../src/core/exporters/registry.ts';
import { at, readData } from './files.ts';

/** An entry of a role's `Policies`, with its condition. */
interface Grant {
  readonly condition: string | undefined;
  readonly statements: readonly unknown[];
}

/** The policies of a role; `!If [condition, policy, !Ref AWS::NoValue]` is a list here. */
function grantsOf(template: string, role: string): readonly Grant[] {
  const policies = at(readData(template), 'Resources', role, 'Properties', 'Policies');
  return (policies as readonly unknown[]).map((entry) => {
    const isConditional = Array.isArray(entry);
    const policy: unknown = isConditional ? entry[1] : entry;
    const statements = at(policy, 'PolicyDocument', 'Statement') as readonly unknown[];
    if (!isConditional) return { condition: undefined, statements };
    expect(entry[2]).toBe('AWS::NoValue');
    return { condition: String(entry[0]), statements };
  });
}

async function printedStatements(): Promise<readonly unknown[]> {
  const policy = iamPolicy(await loadAllKinds());
  return JSON.parse(JSON.stringify(policy.Statement)) as readonly unknown[]; // as it is printed
}

describe('organization-roles.yaml', () => {
  const TEMPLATE = 'deploy/aws/organization-roles.yaml';

  test('grants the permissions of iam-policy, and access to the organization only if configured', async () => {
    const grants = grantsOf(TEMPLATE, 'ReaderRole');

    expect(grants.map(({ condition }) => condition)).toEqual([undefined, 'ReadsOrganization']);
    expect(grants.flatMap(({ statements }) => statements)).toEqual(await printedStatements());
  });

  test('only the host can assume the role, with the external ID', () => {
    const trust = at(
      readData(TEMPLATE),
      'Resources',
      'ReaderRole',
      'Properties',
      'AssumeRolePolicyDocument',
      'Statement',
    );

    expect(trust).toEqual([
      {
        Effect: 'Allow',
        Principal: { AWS: 'HostRoleArn' },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': 'ExternalId' } },
      },
    ]);
  });
});

describe('host-role.yaml', () => {
  const TEMPLATE = 'deploy/aws/host-role.yaml';

  test('can assume the readers’ role; has the permissions of iam-policy only if configured', async () => {
    const [takes, ...reads] = grantsOf(TEMPLATE, 'HostRole');

    expect(takes).toMatchObject({
      condition: 'TakesRoles',
      statements: [
        {
          Action: 'sts:AssumeRole',
          Resource: 'arn:${AWS::Partition}:iam::*:role/${ReaderRoleName}',
        },
      ],
    });
    expect(reads.map(({ condition }) => condition)).toEqual([
      'ReadsOwnAccount',
      'ReadsOrganization',
    ]);
    expect(reads.flatMap(({ statements }) => statements)).toEqual(await printedStatements());
  });

  test('uses the readers’ role name of organization-roles.yaml', () => {
    const reader = at(readData('deploy/aws/organization-roles.yaml'), 'Parameters', 'RoleName');

    expect(at(readData(TEMPLATE), 'Parameters', 'ReaderRoleName', 'Default')).toBe(
      at(reader, 'Default'),
    );
  });
});
