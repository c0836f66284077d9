import { describe, expect, test } from '@jest/globals';
import { iamPolicy } from '../../src/core/exporters/iam-policy.ts';
import type { Kind } from '../../src/core/exporters/kind.ts';
import { loadAllKinds } from '../../src/core/exporters/registry.ts';
import type { Policy } from '../../src/sandbox/iam.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { readEstate } from '../helpers/read-estate.ts';

const ESTATE = {
  seed: 'iam',
  accounts: 1,
  regions: ['us-east-1', 'eu-west-1'], // two, so that there are buckets of another region
  usedRegions: 2,
  buckets: 6,
  instances: 2,
  clusters: 2,
  queues: 2,
  taskDefinitions: 2,
  dbInstances: 2,
  dbClusters: 2,
  tables: 2,
  cacheClusters: 2,
  cacheUsers: 2,
  buildProjects: 2,
  deployApplications: 2,
  deploymentGroups: 4,
  pipelines: 2,
  pipelineExecutions: 4,
  builds: 4,
  deployments: 4,
  volumes: 2,
  functions: 2,
  repositories: 2,
  eksClusters: 2,
  mskClusters: 2,
  serverlessClusters: 2,
  topics: 2,
  emailIdentities: 2,
  configurationSets: 2,
  servicesPerCluster: 2,
} as const;

/** Permissions that a resync does not exercise: single fetches, organizational units, tags that RDS did not list. */
const NOT_IN_A_RESYNC = new Set([
  'codedeploy:GetDeployment',
  'codedeploy:GetDeploymentGroup',
  'kafka:DescribeCluster',
  'kafka:DescribeClusterV2',
  'lambda:GetFunction',
  'organizations:DescribeAccount',
  'organizations:ListAccountsForParent',
  'organizations:ListOrganizationalUnitsForParent',
  'rds:ListTagsForResource',
  's3:ListBucket',
]);

async function printedPolicy(): Promise<readonly string[]> {
  return actionsOf(await loadAllKinds());
}

function actionsOf(kinds: readonly Kind[]): readonly string[] {
  return iamPolicy(kinds).Statement.flatMap(({ Action }) => Action);
}

function policyOf(actions: readonly string[]): Policy {
  return { Statement: [{ Effect: 'Allow', Action: actions }] };
}

describe('the printed IAM policy', () => {
  test('suffices for a full resync with all options', async () => {
    await using sandbox = await startSandbox({ estate: ESTATE });
    sandbox.setPolicy('*', policyOf(await printedPolicy()));

    const result = await readEstate(sandbox, { everything: true });

    expect(result.notComplete()).toEqual([]);
    expect(result.gaps).toEqual([]);
  });

  test('has nothing to spare: without any one permission, the report names exactly that one', async () => {
    const all = await loadAllKinds();
    const actions = actionsOf(all).filter((action) => !NOT_IN_A_RESYNC.has(action));
    await using sandbox = await startSandbox({ estate: ESTATE });
    for (const missing of actions) {
      sandbox.setPolicy('*', policyOf(actions.filter((action) => action !== missing)));
      // The kinds that need it: what all need comes with every kind.
      const kinds = all.filter((kind) => actionsOf([kind]).includes(missing));

      const result = await readEstate(sandbox, {
        everything: true,
        kinds: kinds.map(({ kind }) => kind),
      });

      const remedies = result.ledger.causes.map(({ remedy }) => remedy);
      expect({ missing, count: remedies.length > 0 }).toEqual({ missing, count: true });
      for (const remedy of remedies) expect(remedy).toContain(missing);
      for (const other of actions.filter((action) => action !== missing)) {
        if (missing === 'organizations:ListAccounts' || missing.startsWith(other)) continue;
        expect(remedies.join(' ')).not.toMatch(new RegExp(`${other}\\b`));
      }
    }
  }, 120_000);
});
