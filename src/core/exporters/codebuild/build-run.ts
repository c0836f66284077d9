import {
  BatchGetBuildsCommand,
  CodeBuildClient,
  paginateListBuilds,
} from '@aws-sdk/client-codebuild';
import type { BatchGetBuildsOutput, Build } from '@aws-sdk/client-codebuild';
import { z } from 'zod';
import type { Account } from '../../../aws/account.ts';
import { classify } from '../../../aws/errors.ts';
import type { ActionContext, ActionWindow } from '../../actions/action.ts';
import { batched } from '../../actions/batched.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { textAt, textListAt, type CloudTrailCall } from '../live-event.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, structureList, time } from '../fields.ts';
import { pascalKeys, type PascalKeys } from '../pascal-keys.ts';

/** The default page size of ListBuilds, and the maximum of BatchGetBuilds. */
const BUILDS_PER_CALL = 100;
/** How much later a build may start than one that is listed before it: builds can be queued for hours. */
const LONGEST_QUEUE_MS = 86_400_000;

/** A build's identifier; the listing reads the build to learn its age, and keeps the result. */
interface ListedBuild {
  readonly id: string;
  readonly build?: Build | undefined;
}

type Context = ActionContext<CodeBuildClient>;
/** Builds by identifier. */
type Seen = ReadonlyMap<string, Build>;

const Properties = z.object({
  Id: z.string(),
  Arn: z.string(),
  BuildNumber: z.number().int().optional(),
  StartTime: time.optional(),
  EndTime: time.optional(),
  CurrentPhase: z.string().optional(),
  BuildStatus: z.string().optional(),
  SourceVersion: z.string().optional(),
  ResolvedSourceVersion: z.string().optional(),
  ProjectName: z.string().optional(),
  Phases: structureList.optional(),
  Source: structure.optional(),
  SecondarySources: structureList.optional(),
  SecondarySourceVersions: structureList.optional(),
  Artifacts: structure.optional(),
  SecondaryArtifacts: structureList.optional(),
  Cache: structure.optional(),
  Environment: structure.optional(),
  ServiceRole: z.string().optional(),
  Logs: structure.optional(),
  TimeoutInMinutes: z.number().int().optional(),
  QueuedTimeoutInMinutes: z.number().int().optional(),
  BuildComplete: z.boolean().optional(),
  Initiator: z.string().optional(),
  VpcConfig: structure.optional(),
  NetworkInterface: structure.optional(),
  EncryptionKey: z.string().optional(),
  ExportedEnvironmentVariables: structureList.optional(),
  ReportArns: z.array(z.string()).optional(),
  FileSystemLocations: structureList.optional(),
  DebugSession: structure.optional(),
  BuildBatchArn: z.string().optional(),
  AutoRetryConfig: structure.optional(),
} satisfies FieldsOf<PascalKeys<Build>>);

/** CodeBuild returns unknown builds in a separate list. Never thrown: it means that a build is deleted. */
class BuildNotFound extends Error {
  override readonly name = 'ResourceNotFoundException';
}

function describe(
  ids: readonly string[],
  { client, signal }: Context,
): Promise<BatchGetBuildsOutput> {
  return client.send(new BatchGetBuildsCommand({ ids: [...ids] }), { abortSignal: signal });
}

const GetBuildDetails = batched({
  name: 'GetBuildDetailsAction',
  operation: 'BatchGetBuilds',
  permissions: ['codebuild:BatchGetBuilds'],
  size: BUILDS_PER_CALL,
  idOf: ({ id }: ListedBuild) => id,
  async call(items: readonly ListedBuild[], context: Context) {
    const known = items.flatMap(({ build }) => build ?? []);
    const asked = items.flatMap(({ id, build }) => (build === undefined ? [id] : []));
    const { builds = [], buildsNotFound = [] } =
      asked.length === 0 ? {} : await describe(asked, context);
    return [
      ...[...known, ...builds].map((build) => ({ id: build.id ?? '', value: pascalKeys(build) })),
      ...buildsNotFound.map((id) => ({
        id,
        error: new BuildNotFound(`CodeBuild has no build ${id}`),
      })),
    ];
  },
});

/** @see https://docs.aws.amazon.com/codebuild/latest/APIReference/API_BatchGetBuilds.html */
export const CodeBuildBuildRun = defineKind({
  kind: 'AWS::CodeBuild::BuildRun',
  title: 'CodeBuild build',
  reach: 'regional',
  client: CodeBuildClient,
  hasHistory: true,
  properties: Properties,
  entity: {
    blueprint: 'codeBuildBuildRun',
    identifier: 'Arn',
    title: 'Id',
    properties: [
      'ProjectName',
      'BuildNumber',
      'BuildStatus',
      'CurrentPhase',
      'StartTime',
      'EndTime',
      'Initiator',
      'SourceVersion',
    ],
    relations: {
      project: {
        to: 'AWS::CodeBuild::Project',
        by: {
          Arn: { arnBeside: 'Arn', type: ':build/', becomes: ':project/', name: 'ProjectName' },
        },
      },
    },
  },
  list: {
    operation: 'ListBuilds',
    permissions: ['codebuild:ListBuilds'],
    pageSize: BUILDS_PER_CALL,
    pages: buildsInWindow,
    items: (page) => page.builds,
  },
  get: {
    identifiers: ['BuildId'],
    arn: /^codebuild:build\/(?<BuildId>[^/]+)$/,
    of: ({ id }) => [id],
    find: ([id]) => (id === undefined ? undefined : { id }),
  },
  idOf: ({ id }) => id,
  listed: ({ id }, { account, region }) => ({
    Id: id,
    Arn: arnOf(id, account, region),
    ProjectName: projectOf(id),
  }),
  actions: { defaults: [GetBuildDetails], options: [] },
  liveEvents: {
    source: 'codebuild.amazonaws.com',
    events: ['StartBuild', 'StopBuild', 'RetryBuild', 'BatchDeleteBuilds'],
    deletions: ['BatchDeleteBuilds'],
    resources: changedBuilds,
    stub: ([id = ''], account, region) => ({
      properties: { Id: id, Arn: arnOf(id, account, region), ProjectName: projectOf(id) },
    }),
  },
});

/**
 * The list has only identifiers and no time filter: each page's builds are read here once for their age, and
 * the list is read only as far as the window. AWS documents the order as "by build ID" and lists the newest
 * first: if the ages contradict that, the list is read to its end.
 */
async function* buildsInWindow(
  context: Context,
): AsyncGenerator<{ readonly builds: readonly ListedBuild[] }, void> {
  const { window } = context;
  const from = window.from.getTime();
  const projects = new Projects(window);
  let canLook = true;
  let isNewestFirst = true;
  let oldest = Number.POSITIVE_INFINITY;
  for await (const { ids = [] } of sdkPages(paginateListBuilds, context, {
    sortOrder: 'DESCENDING',
  })) {
    // The last one shows how far the list has come, even when its project has enough builds already.
    const look = new Set([...ids.filter((id) => projects.haveRoomFor(id)), ...ids.slice(-1)]);
    const seen: Seen | undefined = canLook ? await lookAt([...look], context) : undefined;
    canLook = canLook && seen !== undefined;
    const starts = ids.map((id) => startOf(seen?.get(id))).filter(Number.isFinite);
    const isPageRecent = (starts.at(-1) ?? 0) >= from;
    const builds: ListedBuild[] = [];
    for (const id of ids) {
      const build = seen?.get(id);
      // A build that was not read counts as recent as the last one of its page.
      const isRecent = startOf(build) >= from && (look.has(id) || isPageRecent);
      if (isRecent && projects.take(id)) builds.push({ id, build });
    }
    yield { builds };
    for (const start of starts) {
      if (start > oldest + LONGEST_QUEUE_MS) isNewestFirst = false;
      oldest = Math.min(oldest, start);
    }
    if (isNewestFirst && starts.length > 0 && starts.every((start) => start < from)) return;
  }
}

/** The number of builds taken of each project. */
class Projects {
  readonly #window: ActionWindow;
  readonly #counts = new Map<string, number>();

  constructor(window: ActionWindow) {
    this.#window = window;
  }

  haveRoomFor(id: string): boolean {
    return this.#countOf(projectOf(id)) < this.#window.maxPerParent;
  }

  /** Takes one more build of its project; false when the project has reached its limit. */
  take(id: string): boolean {
    const project = projectOf(id);
    const count = this.#countOf(project) + 1;
    this.#counts.set(project, count);
    if (count === this.#window.maxPerParent + 1) this.#window.cutOff(1);
    return count <= this.#window.maxPerParent;
  }

  #countOf(project: string): number {
    return this.#counts.get(project) ?? 0;
  }
}

/**
 * The builds of a page; undefined when denied. A failure is not lost: the action requests missing builds
 * again, and the report names the action's failure.
 */
async function lookAt(ids: readonly string[], context: Context): Promise<Seen | undefined> {
  if (ids.length === 0) return new Map();
  try {
    const { builds = [] } = await describe(ids, context);
    return new Map(builds.map((build) => [build.id ?? '', build]));
  } catch (error) {
    context.signal.throwIfAborted();
    return classify(error).class === 'denied' ? undefined : new Map();
  }
}

/** When a build started, in milliseconds; infinite when it is queued or unknown. */
function startOf(build: Build | undefined): number {
  return build?.startTime?.getTime() ?? Number.POSITIVE_INFINITY;
}

/** Identifiers are `project:uuid`. */
function projectOf(id: string): string {
  return id.slice(0, id.lastIndexOf(':'));
}

function arnOf(id: string, { partition, id: accountId }: Account, region: string): string {
  return `arn:${partition}:codebuild:${region}:${accountId}:build/${id}`;
}

/** The response has the identifier of a started build; a stopped or deleted one may be named by its ARN. */
function changedBuilds({
  requestParameters,
  responseElements,
}: CloudTrailCall): readonly (readonly string[])[] {
  const one = textAt(responseElements, 'build', 'id') ?? textAt(requestParameters, 'id');
  const all = one === undefined ? textListAt(requestParameters, 'ids') : [one];
  return all.map((idOrArn) => [idOrArn.slice(idOrArn.lastIndexOf('/') + 1)]);
}
