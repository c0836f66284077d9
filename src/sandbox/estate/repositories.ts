import type { GetLifecyclePolicyResponse, Repository } from '@aws-sdk/client-ecr';
import type { Estate } from './estate.ts';
import { positionOf } from './position.ts';

/** The name of the repository at a position: most have a slash in it. */
export function repositoryName(index: number): string {
  return index % 4 === 0 ? `image-${index}` : `apps/image-${index}`;
}

export function repositoryArn(accountId: string, region: string, index: number): string {
  return `arn:aws:ecr:${region}:${accountId}:repository/${repositoryName(index)}`;
}

/** The position of a repository; undefined when the estate has none of that name here. */
export function repositoryIndex(
  estate: Estate,
  accountId: string,
  region: string,
  name: string,
): number | undefined {
  const count = estate.countOf('AWS::ECR::Repository', accountId, region);
  return positionOf(name, count, (index) => [repositoryName(index)]);
}

/** A repository as DescribeRepositories gives it. */
export function repository(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): Repository {
  const draw = estate.draw('repository', accountId, region, index);
  const name = repositoryName(index);
  return {
    repositoryArn: repositoryArn(accountId, region, index),
    registryId: accountId,
    repositoryName: name,
    repositoryUri: `${accountId}.dkr.ecr.${region}.amazonaws.com/${name}`,
    createdAt: estate.time('repository', accountId, region, index),
    imageTagMutability: draw % 2 === 0 ? 'IMMUTABLE' : 'MUTABLE',
    imageScanningConfiguration: { scanOnPush: draw % 3 === 0 },
    encryptionConfiguration: { encryptionType: 'AES256' },
  };
}

/** A repository's policy; undefined for those that have none. */
export function repositoryPolicy(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): string | undefined {
  const draw = estate.draw('repository policy', accountId, region, index);
  if (draw % 3 === 0) return undefined;
  return `{"Version":"2012-10-17","Statement":[{"Sid":"s${draw % 100}","Effect":"Allow","Principal":"*","Action":"ecr:BatchGetImage"}]}`;
}

/** A repository's lifecycle policy, as the whole answer; undefined for those that have none. */
export function lifecyclePolicy(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): GetLifecyclePolicyResponse | undefined {
  const draw = estate.draw('lifecycle policy', accountId, region, index);
  if (draw % 2 === 0) return undefined;
  return {
    registryId: accountId,
    repositoryName: repositoryName(index),
    lifecyclePolicyText: `{"rules":[{"rulePriority":1,"selection":{"tagStatus":"untagged","countType":"imageCountMoreThan","countNumber":${draw % 50}},"action":{"type":"expire"}}]}`,
    lastEvaluatedAt: estate.time('lifecycle policy', accountId, region, index),
  };
}
