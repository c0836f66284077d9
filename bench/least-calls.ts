import type { ObjectKind } from '../src/core/exporters/object-kind.ts';
import { bucketTags, buckets } from '../src/sandbox/estate/buckets.ts';
import type { Estate, EstateKind } from '../src/sandbox/estate/estate.ts';
import { deployment, deploymentAt } from '../src/sandbox/kinds/codedeploy/deployment.ts';
import { placesIn } from '../src/sandbox/simulation/simulated-kind.ts';

/** One account and region of an estate. */
export class Place {
  readonly estate: Estate;
  readonly accountId: string;
  readonly region: string;

  constructor(estate: Estate, accountId: string, region: string) {
    this.estate = estate;
    this.accountId = accountId;
    this.region = region;
  }

  perParent(kind: EstateKind): number {
    return this.estate.countPerParent(kind, this.accountId, this.region);
  }

  count(kind: EstateKind): number {
    return this.estate.countOf(kind, this.accountId, this.region);
  }
}

/** The fewest calls that can read a kind in one place, by what AWS's APIs give in one answer. */
export interface LeastCalls {
  /** Read alone, with its default actions. */
  alone(place: Place): number;
  /** Read beside all other kinds, with what they share counted for the parents' own kind. @default as alone */
  together?(place: Place): number;
  /** What its optional actions add. @default none */
  options?(place: Place): number;
  /** Why more calls may be made. */
  readonly gap?: string;
}

/** Pages of a listing: an empty one is a call, too. */
function pages(count: number, size: number): number {
  return Math.max(1, Math.ceil(count / size));
}

/** Calls that answer for several resources at once: none for no resource. */
function batches(count: number, size: number): number {
  return Math.ceil(count / size);
}

/** Pages of the Resource Groups Tagging API: no kind of the estate has a page more for its untagged. */
function tagPages(count: number): number {
  return batches(count, 100);
}

/** A kind whose listing says all. */
function listed(kind: EstateKind, size: number): LeastCalls {
  return { alone: (place) => pages(place.count(kind), size) };
}

/** A kind that is listed, then described in batches: of one, where the API knows no other. */
function described(kind: EstateKind, size: number, batch = 1): LeastCalls {
  return { alone: (place) => pages(place.count(kind), size) + batches(place.count(kind), batch) };
}

/** Children that cost what `own` says, beside the listing of their parents, which is another kind's. */
function ofParents(parents: (place: Place) => number, own: (place: Place) => number): LeastCalls {
  return { alone: (place) => parents(place) + own(place), together: own };
}

function pipelinePages(place: Place): number {
  return pages(place.count('AWS::CodePipeline::Pipeline'), 1_000);
}

/** The listing, and GetPipeline for each: there is no batch. */
function pipelineStructures(place: Place): number {
  return pipelinePages(place) + place.count('AWS::CodePipeline::Pipeline');
}

function executionPages(place: Place): number {
  return (
    place.count('AWS::CodePipeline::Pipeline') *
    pages(place.perParent('AWS::CodePipeline::PipelineExecution'), 100)
  );
}

/** Of one place at a time; of one account for buckets, and once for the organization's accounts. */
export const LEAST_CALLS: Readonly<Record<ObjectKind, LeastCalls>> = {
  'AWS::Account::Info': { alone: () => 0 },
  'AWS::Organizations::Account': {
    alone: ({ estate }) => pages(estate.accountIds.length, 20),
    // ListParents and ListTagsForResource answer for one account.
    options: ({ estate }) => 2 * estate.accountIds.length,
  },
  'AWS::S3::Bucket': {
    alone: ({ estate, accountId }) =>
      1 +
      estate.regions
        .map((region) => {
          const here = [...buckets(estate, accountId)].filter((place) => place.region === region);
          return tagPages(here.filter((place) => bucketTags(estate, place).length > 0).length);
        })
        .reduce((one, other) => one + other, 0),
    // GetPublicAccessBlock, GetBucketOwnershipControls and GetBucketEncryption answer for one bucket.
    options: ({ estate, accountId }) => 3 * [...buckets(estate, accountId)].length,
  },
  'AWS::EC2::Instance': {
    ...listed('AWS::EC2::Instance', 1_000),
    options: (place) => batches(place.count('AWS::EC2::Instance'), 1_000),
  },
  'AWS::EC2::Volume': {
    ...listed('AWS::EC2::Volume', 1_000),
    options: (place) => place.count('AWS::EC2::Volume'), // DescribeVolumeAttribute answers for one
  },
  'AWS::ECS::Cluster': described('AWS::ECS::Cluster', 100, 100),
  'AWS::ECS::Service': ofParents(
    (place) => pages(place.count('AWS::ECS::Cluster'), 100),
    (place) =>
      place.count('AWS::ECS::Cluster') *
      (pages(place.perParent('AWS::ECS::Service'), 100) +
        batches(place.perParent('AWS::ECS::Service'), 10)),
  ),
  'AWS::ECS::TaskDefinition': described('AWS::ECS::TaskDefinition', 100),
  'AWS::EKS::Cluster': described('AWS::EKS::Cluster', 100),
  'AWS::Lambda::Function': {
    ...listed('AWS::Lambda::Function', 50),
    options: (place) => tagPages(place.count('AWS::Lambda::Function')),
  },
  'AWS::ECR::Repository': {
    ...listed('AWS::ECR::Repository', 1_000),
    // GetRepositoryPolicy and GetLifecyclePolicy answer for one.
    options: (place) =>
      2 * place.count('AWS::ECR::Repository') + tagPages(place.count('AWS::ECR::Repository')),
  },
  'AWS::RDS::DBInstance': listed('AWS::RDS::DBInstance', 100),
  'AWS::RDS::DBCluster': listed('AWS::RDS::DBCluster', 100),
  'AWS::DynamoDB::Table': {
    ...described('AWS::DynamoDB::Table', 100),
    // DescribeContinuousBackups answers for one.
    options: (place) =>
      place.count('AWS::DynamoDB::Table') + tagPages(place.count('AWS::DynamoDB::Table')),
  },
  'AWS::ElastiCache::Cluster': {
    ...listed('AWS::ElastiCache::Cluster', 100),
    options: (place) => tagPages(place.count('AWS::ElastiCache::Cluster')),
  },
  'AWS::MemoryDB::User': {
    ...listed('AWS::MemoryDB::User', 100),
    options: (place) => tagPages(place.count('AWS::MemoryDB::User')),
  },
  'AWS::MSK::Cluster': listed('AWS::MSK::Cluster', 100),
  'AWS::MSK::ServerlessCluster': listed('AWS::MSK::ServerlessCluster', 100),
  'AWS::SQS::Queue': {
    ...described('AWS::SQS::Queue', 1_000),
    options: (place) => tagPages(place.count('AWS::SQS::Queue')),
  },
  'AWS::SNS::Topic': {
    ...described('AWS::SNS::Topic', 100),
    options: (place) => tagPages(place.count('AWS::SNS::Topic')),
  },
  'AWS::SES::EmailIdentity': described('AWS::SES::EmailIdentity', 1_000),
  'AWS::SES::ConfigurationSet': described('AWS::SES::ConfigurationSet', 1_000),
  'AWS::CodeBuild::Project': described('AWS::CodeBuild::Project', 100, 100),
  'AWS::CodeBuild::BuildRun': described('AWS::CodeBuild::BuildRun', 100, 100),
  'AWS::CodeDeploy::Application': {
    alone: (place) => {
      const count = place.count('AWS::CodeDeploy::Application');
      return pages(count, 100) + batches(count, 100) + count; // ListTagsForResource answers for one
    },
  },
  'AWS::CodeDeploy::DeploymentGroup': {
    ...ofParents(
      (place) => pages(place.count('AWS::CodeDeploy::Application'), 100),
      (place) =>
        place.count('AWS::CodeDeploy::Application') *
        (pages(place.perParent('AWS::CodeDeploy::DeploymentGroup'), 100) +
          batches(place.perParent('AWS::CodeDeploy::DeploymentGroup'), 100)),
    ),
    // ListTagsForResource answers for one.
    options: (place) =>
      place.count('AWS::CodeDeploy::Application') *
      place.perParent('AWS::CodeDeploy::DeploymentGroup'),
  },
  'AWS::CodeDeploy::Deployment': described('AWS::CodeDeploy::Deployment', 100, 25),
  'AWS::CodeDeploy::DeploymentTarget': {
    ...ofParents(
      (place) => pages(place.count('AWS::CodeDeploy::Deployment'), 100),
      (place) =>
        [...placesIn(deployment, place)]
          .map((one) => deploymentAt(one).targets)
          .reduce((calls, targets) => calls + pages(targets, 100) + batches(targets, 25), 0),
    ),
    gap: 'ListDeploymentTargets takes no page size, and gives fewer than 100',
  },
  'AWS::CodePipeline::Pipeline': {
    alone: (place) =>
      pipelineStructures(place) + tagPages(place.count('AWS::CodePipeline::Pipeline')),
  },
  'AWS::CodePipeline::Stage': { alone: pipelineStructures, together: () => 0 },
  'AWS::CodePipeline::Action': { alone: pipelineStructures, together: () => 0 },
  'AWS::CodePipeline::PipelineExecution': ofParents(
    pipelinePages,
    (place) =>
      // GetPipelineExecution answers for one.
      executionPages(place) +
      place.count('AWS::CodePipeline::Pipeline') *
        place.perParent('AWS::CodePipeline::PipelineExecution'),
  ),
  'AWS::CodePipeline::ActionExecution': ofParents(pipelinePages, executionPages),
};
