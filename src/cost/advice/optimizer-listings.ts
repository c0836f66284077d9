import {
  GetAutoScalingGroupRecommendationsCommand,
  GetEBSVolumeRecommendationsCommand,
  GetEC2InstanceRecommendationsCommand,
  GetECSServiceRecommendationsCommand,
  GetIdleRecommendationsCommand,
  GetLambdaFunctionRecommendationsCommand,
  GetRDSDatabaseRecommendationsCommand,
  type ComputeOptimizerClient,
  type GetRecommendationError,
} from '@aws-sdk/client-compute-optimizer';

/** What is asked for one page. */
export interface OptimizerInput {
  /** For the payer account: the member that it asks for. One at a time. */
  readonly accountIds: string[] | undefined;
  readonly nextToken: string | undefined;
}

/** One page of any listing. */
export interface OptimizerPage {
  readonly items: readonly unknown[] | undefined;
  readonly nextToken: string | undefined;
  /** Accounts or resources that could not be read. */
  readonly errors?: readonly GetRecommendationError[] | undefined;
}

/** Requests one page of one type of resource. */
export type OptimizerListing = (
  client: ComputeOptimizerClient,
  input: OptimizerInput,
  options: { readonly abortSignal: AbortSignal },
) => Promise<OptimizerPage>;

/**
 * Every type of resource that Compute Optimizer advises on, and idle ones of all types.
 *
 * @see https://docs.aws.amazon.com/compute-optimizer/latest/APIReference/API_Operations.html
 */
export const OPTIMIZER_LISTINGS: Readonly<Record<string, OptimizerListing>> = {
  'AWS::EC2::Instance': async (client, input, options) => {
    const page = await client.send(new GetEC2InstanceRecommendationsCommand(input), options);
    return { ...page, nextToken: page.nextToken, items: page.instanceRecommendations };
  },
  'AWS::AutoScaling::AutoScalingGroup': async (client, input, options) => {
    const page = await client.send(new GetAutoScalingGroupRecommendationsCommand(input), options);
    return { ...page, nextToken: page.nextToken, items: page.autoScalingGroupRecommendations };
  },
  'AWS::EC2::Volume': async (client, input, options) => {
    const page = await client.send(new GetEBSVolumeRecommendationsCommand(input), options);
    return { ...page, nextToken: page.nextToken, items: page.volumeRecommendations };
  },
  // Its answer has no list of errors.
  'AWS::Lambda::Function': async (client, input, options) => {
    const page = await client.send(new GetLambdaFunctionRecommendationsCommand(input), options);
    return { nextToken: page.nextToken, items: page.lambdaFunctionRecommendations };
  },
  'AWS::ECS::Service': async (client, input, options) => {
    const page = await client.send(new GetECSServiceRecommendationsCommand(input), options);
    return { ...page, nextToken: page.nextToken, items: page.ecsServiceRecommendations };
  },
  'AWS::RDS::DBInstance': async (client, input, options) => {
    const page = await client.send(new GetRDSDatabaseRecommendationsCommand(input), options);
    return { ...page, nextToken: page.nextToken, items: page.rdsDBRecommendations };
  },
  idle: async (client, input, options) => {
    const page = await client.send(new GetIdleRecommendationsCommand(input), options);
    return { ...page, nextToken: page.nextToken, items: page.idleRecommendations };
  },
};
