import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { defaultBlueprints } from '../../src/app/default-blueprints.ts';
import { loadKind, OBJECT_KINDS } from '../../src/core/exporters/registry.ts';
import type { CommandResult } from '../helpers/command.ts';
import { CatalogWorld } from '../helpers/catalog-world.ts';
import { readEstate } from '../helpers/read-estate.ts';

/** Some of every kind, and as many of what others relate to that they meet. */
const ESTATE = {
  seed: 'default catalog',
  accounts: 2,
  regions: ['us-east-1', 'eu-west-1'],
  usedRegions: 2,
  suspendedEvery: 0,
  'AWS::S3::Bucket': 4,
  'AWS::EC2::Instance': 8,
  'AWS::EC2::Volume': 12,
  'AWS::ECS::Cluster': 4,
  'AWS::ECS::Service': 3,
  'AWS::ECS::TaskDefinition': 12,
  'AWS::SQS::Queue': 24,
  'AWS::SNS::Topic': 4,
  'AWS::Lambda::Function': 4,
  'AWS::ECR::Repository': 4,
  'AWS::EKS::Cluster': 2,
  'AWS::RDS::DBInstance': 16,
  'AWS::RDS::DBCluster': 4,
  'AWS::DynamoDB::Table': 4,
  'AWS::ElastiCache::Cluster': 2,
  'AWS::MemoryDB::User': 2,
  'AWS::MSK::Cluster': 2,
  'AWS::MSK::ServerlessCluster': 2,
  'AWS::SES::EmailIdentity': 16,
  'AWS::SES::ConfigurationSet': 4,
  'AWS::CodeBuild::Project': 4,
  'AWS::CodeBuild::BuildRun': 12,
  'AWS::CodeDeploy::Application': 4,
  'AWS::CodeDeploy::DeploymentGroup': 2,
  'AWS::CodeDeploy::Deployment': 12,
  'AWS::CodePipeline::Pipeline': 4,
  'AWS::CodePipeline::PipelineExecution': 2,
  'AWS::EC2::VPC': 4,
  'AWS::EC2::Subnet': 8,
  'AWS::EC2::SecurityGroup': 6,
  'AWS::EC2::NatGateway': 4,
  'AWS::EC2::EIP': 8,
  'AWS::EC2::VPCEndpoint': 4,
  'AWS::EC2::TransitGatewayAttachment': 4,
  'AWS::EC2::Snapshot': 12,
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 6,
  'AWS::ElasticLoadBalancingV2::TargetGroup': 8,
  'AWS::ElasticLoadBalancing::LoadBalancer': 2,
  'AWS::AutoScaling::AutoScalingGroup': 4,
  'AWS::IAM::Role': 8,
  'AWS::KMS::Key': 6,
  'AWS::SecretsManager::Secret': 6,
  'AWS::Logs::LogGroup': 6,
  'AWS::Route53::HostedZone': 4,
  'AWS::CloudFront::Distribution': 4,
  'AWS::ApiGatewayV2::Api': 4,
  'AWS::StepFunctions::StateMachine': 4,
  'AWS::OpenSearchService::Domain': 4,
} as const;

let world: CatalogWorld;
let result: CommandResult;

beforeAll(async () => {
  world = await CatalogWorld.create({ estate: ESTATE, kinds: OBJECT_KINDS });
  result = await world.sync();
}, 120_000);
afterAll(() => world[Symbol.asyncDispose]());

test('each resource is one entity, and nothing else is: identifiers are unique and real', async () => {
  const { resources } = await readEstate(world.sandbox, { kinds: OBJECT_KINDS });

  const expected: Record<string, number> = {};
  for (const kind of OBJECT_KINDS) {
    const { blueprint = '' } = (await loadKind(kind)).entity ?? {};
    const count = resources.filter(({ Type }) => Type === kind).length;
    // Two kinds make an account's entity.
    expected[blueprint] = Math.max(expected[blueprint] ?? 0, count);
  }
  const found = Object.keys(expected).map((blueprint) => [blueprint, world.countOf(blueprint)]);
  expect(result.exitCode).toBe(0);
  expect(Object.fromEntries(found)).toEqual(expected);
  expect(Object.entries(expected).filter(([, count]) => count < 2)).toEqual([]);
});

test('every relation is used, and leads to what was read', async () => {
  const used = new Set<string>();
  const dangling: string[] = [];
  const blueprints = await defaultBlueprints();
  for (const { identifier: blueprint, relations } of blueprints) {
    for (const [key, { target }] of Object.entries(relations)) {
      for (const entity of world.port.catalog.entities(blueprint).values()) {
        for (const related of [entity.relations[key] ?? []].flat()) {
          used.add(`${blueprint}.${key}`);
          const title = world.port.catalog.entities(target).get(related)?.title ?? null;
          if (title === null) dangling.push(`${blueprint}.${key}: ${related}`);
        }
      }
    }
  }

  const all = blueprints.flatMap(({ identifier, relations }) =>
    Object.keys(relations).map((key) => `${identifier}.${key}`),
  );
  expect(dangling).toEqual([]);
  expect(all.filter((name) => !used.has(name))).toEqual([]);
});

test('everything in a region says which, and everything but accounts says whose it is', async () => {
  const regional = new Set(['s3Bucket']);
  for (const name of OBJECT_KINDS) {
    const { reach, entity } = await loadKind(name);
    if (reach === 'regional') regional.add(entity?.blueprint ?? '');
  }
  const lacking = [...world.port.catalog.all()].filter(
    ({ blueprint, properties, relations }) =>
      blueprint !== 'awsAccount' &&
      ((regional.has(blueprint) && typeof properties['region'] !== 'string') ||
        typeof relations['account'] !== 'string'),
  );

  expect(lacking.map(({ blueprint, identifier }) => `${blueprint} ${identifier}`)).toEqual([]);
});
