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
  'AWS::S3::Bucket': 6,
  'AWS::EC2::Instance': 2,
  'AWS::ECS::Cluster': 2,
  'AWS::SQS::Queue': 2,
  'AWS::ECS::TaskDefinition': 2,
  'AWS::RDS::DBInstance': 2,
  'AWS::RDS::DBCluster': 2,
  'AWS::DynamoDB::Table': 2,
  'AWS::ElastiCache::Cluster': 2,
  'AWS::MemoryDB::User': 2,
  'AWS::CodeBuild::Project': 2,
  'AWS::CodeDeploy::Application': 2,
  'AWS::CodeDeploy::DeploymentGroup': 4,
  'AWS::CodePipeline::Pipeline': 2,
  'AWS::CodePipeline::PipelineExecution': 4,
  'AWS::CodeBuild::BuildRun': 4,
  'AWS::CodeDeploy::Deployment': 4,
  'AWS::EC2::Volume': 2,
  'AWS::Lambda::Function': 2,
  'AWS::ECR::Repository': 2,
  'AWS::EKS::Cluster': 2,
  'AWS::MSK::Cluster': 2,
  'AWS::MSK::ServerlessCluster': 2,
  'AWS::SNS::Topic': 2,
  'AWS::SES::EmailIdentity': 2,
  'AWS::SES::ConfigurationSet': 2,
  'AWS::ECS::Service': 2,
} as const;

/** Permissions that a resync does not exercise: single fetches and organizational units. */
const NOT_IN_A_RESYNC = new Set([
  'codedeploy:GetDeployment',
  'codedeploy:GetDeploymentGroup',
  'kafka:DescribeCluster',
  'kafka:DescribeClusterV2',
  'lambda:GetFunction',
  'organizations:DescribeAccount',
  'organizations:ListAccountsForParent',
  'organizations:ListOrganizationalUnitsForParent',
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
