import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { Estate } from './estate.ts';
import { positionOf } from './position.ts';

export function functionArn(accountId: string, region: string, index: number): string {
  return `arn:aws:lambda:${region}:${accountId}:function:fn-${index}`;
}

/** The position of a function named by ARN or by name; undefined when there is none here. */
export function functionIndex(
  estate: Estate,
  accountId: string,
  region: string,
  nameOrArn: string,
): number | undefined {
  const count = estate.countOf('AWS::Lambda::Function', accountId, region);
  return positionOf(nameOrArn, count, (index) => [
    `fn-${index}`,
    functionArn(accountId, region, index),
  ]);
}

/** A function as ListFunctions gives it: without its state. */
export function functionConfiguration(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): FunctionConfiguration {
  const draw = estate.draw('function', accountId, region, index);
  const modified = estate.time('function', accountId, region, index).toISOString();
  return {
    FunctionName: `fn-${index}`,
    FunctionArn: functionArn(accountId, region, index),
    Role: `arn:aws:iam::${accountId}:role/fn-${draw % 10}`,
    CodeSize: draw % 50_000_000,
    Description: draw % 3 === 0 ? `R&D <draft> ’${draw % 100}’` : '',
    Timeout: 3 + (draw % 30),
    MemorySize: 128 * (1 + (draw % 8)),
    LastModified: modified.replace('Z', '+0000'),
    CodeSha256: Buffer.from(String(draw)).toString('base64'),
    Version: '$LATEST',
    TracingConfig: { Mode: draw % 2 === 0 ? 'Active' : 'PassThrough' },
    RevisionId: `revision-${draw}`,
    Architectures: [draw % 2 === 0 ? 'arm64' : 'x86_64'],
    EphemeralStorage: { Size: 512 },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/fn-${index}` },
    ...(draw % 4 === 0
      ? { PackageType: 'Image' }
      : { PackageType: 'Zip', Runtime: 'nodejs22.x', Handler: 'index.handler' }),
    ...(draw % 5 === 0 && {
      Environment: { Variables: { STAGE: 'production', lowerCase: String(draw % 7) } },
    }),
    ...(draw % 6 === 0 && {
      VpcConfig: {
        SubnetIds: ['subnet-1', 'subnet-2'],
        SecurityGroupIds: ['sg-1'],
        VpcId: 'vpc-1',
        Ipv6AllowedForDualStack: false,
      },
    }),
    ...(draw % 7 === 0 && {
      Layers: [{ Arn: `arn:aws:lambda:${region}:${accountId}:layer:tools:3`, CodeSize: 1_024 }],
    }),
  };
}

/** A function as GetFunction gives it: with what its listing leaves out. */
export function functionDetails(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): FunctionConfiguration {
  return {
    ...functionConfiguration(estate, accountId, region, index),
    State: 'Active',
    LastUpdateStatus: 'Successful',
  };
}

/** A function's tags, as a map. */
export function functionTags(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): Record<string, string> {
  const tags = estate.tags('function', accountId, region, index);
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}
