import { GetPipelineCommand, paginateListPipelines } from '@aws-sdk/client-codepipeline';
import type {
  CodePipelineClient,
  PipelineDeclaration,
  PipelineMetadata,
  PipelineSummary,
  StageDeclaration,
} from '@aws-sdk/client-codepipeline';
import type { Account } from '../../../aws/account.ts';
import type { ActionContext } from '../../actions/action.ts';
import { MissingAnswerError } from '../../actions/missing-answer.ts';
import { collect, ofEachParent } from '../../actions/parents.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';

/** The maximum page size of ListPipelines. */
export const PIPELINES_PER_PAGE = 1_000;

type Context = ActionContext<CodePipelineClient>;

/** A pipeline from ListPipelines. */
export type NamedPipeline = PipelineSummary & { readonly name: string };

/** A pipeline from GetPipeline. Kinds share it: it must not be changed. */
export interface DescribedPipeline {
  readonly name: string;
  readonly arn: string;
  readonly pipeline: Readonly<PipelineDeclaration>;
  readonly metadata: Readonly<PipelineMetadata>;
}

/** One stage of a pipeline. */
export interface PipelineStage {
  readonly of: DescribedPipeline;
  readonly stage: Readonly<StageDeclaration> & { readonly name: string };
  /** Its position, from 1. */
  readonly order: number;
}

/** A region's pipelines, listed once for all kinds that need them. */
export function pipelinesIn(context: Context): Promise<readonly NamedPipeline[]> {
  return context.once('codepipeline:pipelines', () =>
    collect(sdkPages(paginateListPipelines, context, { maxResults: PIPELINES_PER_PAGE }), (page) =>
      page.pipelines?.filter(isNamed),
    ),
  );
}

/**
 * One pipeline's structure, read once for all kinds that need it.
 *
 * @throws when it is deleted or cannot be read, and for a response without a structure, which is not a
 * pipeline without stages.
 */
export async function pipelineNamed(name: string, context: Context): Promise<DescribedPipeline> {
  const [described] = await context.once(`codepipeline:pipeline/${name}`, async () => [
    await describe(name, context),
  ]);
  if (described === undefined) throw new MissingAnswerError(name);
  return described;
}

async function describe(name: string, context: Context): Promise<DescribedPipeline> {
  const { account, region, client, signal } = context;
  const command = new GetPipelineCommand({ name });
  const { pipeline, metadata = {} } = await client.send(command, { abortSignal: signal });
  if (pipeline === undefined) throw new MissingAnswerError(name);
  return {
    name,
    arn: metadata.pipelineArn ?? pipelineArnOf(name, account, region),
    pipeline,
    metadata,
  };
}

/**
 * The stages of a region's pipelines, a page for each pipeline. A deleted pipeline has none; a pipeline that
 * cannot be read leaves the scope incomplete, but does not affect the others.
 */
export function stagePages(
  context: Context,
): AsyncGenerator<{ readonly stages: readonly PipelineStage[] }, void> {
  return ofEachParent(pipelinesIn(context), context, async function* ({ name }) {
    yield { stages: stagesOf(await pipelineNamed(name, context)) };
  });
}

/** A pipeline's stages, in the order in which they run. */
export function stagesOf(of: DescribedPipeline): readonly PipelineStage[] {
  const { stages = [] } = of.pipeline;
  return stages.flatMap((stage, index) => {
    const { name } = stage;
    return name === undefined ? [] : { of, stage: { ...stage, name }, order: index + 1 };
  });
}

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodepipeline.html */
export function pipelineArnOf(name: string, { partition, id }: Account, region: string): string {
  return `arn:${partition}:codepipeline:${region}:${id}:${name}`;
}

function isNamed(pipeline: PipelineSummary): pipeline is NamedPipeline {
  return pipeline.name !== undefined;
}
