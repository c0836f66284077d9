import {
  BatchGetProjectsCommand,
  CodeBuildClient,
  paginateListProjects,
} from '@aws-sdk/client-codebuild';
import type { Project } from '@aws-sdk/client-codebuild';
import { z } from 'zod';
import type { Account } from '../../../aws/account.ts';
import type { ActionContext } from '../../actions/action.ts';
import { batched } from '../../actions/batched.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { named, textAt } from '../live-event.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, structureList, time } from '../fields.ts';
import { pascalKeys, type PascalKeys } from '../pascal-keys.ts';

/** The default page size of ListProjects, and the maximum of BatchGetProjects. */
const PROJECTS_PER_CALL = 100;

const Properties = z.object({
  Name: z.string(),
  Arn: z.string(),
  Description: z.string().optional(),
  Source: structure.optional(),
  SecondarySources: structureList.optional(),
  SourceVersion: z.string().optional(),
  SecondarySourceVersions: structureList.optional(),
  Artifacts: structure.optional(),
  SecondaryArtifacts: structureList.optional(),
  Cache: structure.optional(),
  Environment: structure.optional(),
  ServiceRole: z.string().optional(),
  TimeoutInMinutes: z.number().int().optional(),
  QueuedTimeoutInMinutes: z.number().int().optional(),
  EncryptionKey: z.string().optional(),
  Created: time.optional(),
  LastModified: time.optional(),
  Webhook: structure.optional(),
  VpcConfig: structure.optional(),
  Badge: structure.optional(),
  LogsConfig: structure.optional(),
  FileSystemLocations: structureList.optional(),
  BuildBatchConfig: structure.optional(),
  ConcurrentBuildLimit: z.number().int().optional(),
  ProjectVisibility: z.string().optional(),
  PublicProjectAlias: z.string().optional(),
  ResourceAccessRole: z.string().optional(),
  AutoRetryLimit: z.number().int().optional(),
  Tags: structureList.optional(),
} satisfies FieldsOf<PascalKeys<Project>>);

/** CodeBuild returns unknown names in a separate list. Never thrown: it means that a project is deleted. */
class ProjectNotFound extends Error {
  override readonly name = 'ResourceNotFoundException';
}

const GetProjectDetails = batched({
  name: 'GetProjectDetailsAction',
  operation: 'BatchGetProjects',
  permissions: ['codebuild:BatchGetProjects'],
  size: PROJECTS_PER_CALL,
  idOf: (name: string) => name,
  async call(names: readonly string[], { client, signal }: ActionContext<CodeBuildClient>) {
    const command = new BatchGetProjectsCommand({ names: [...names] });
    const { projects = [], projectsNotFound = [] } = await client.send(command, {
      abortSignal: signal,
    });
    return [
      ...projects.map((project) => ({ id: project.name ?? '', value: pascalKeys(project) })),
      ...projectsNotFound.map((name) => ({
        id: name,
        error: new ProjectNotFound(`CodeBuild has no project ${name}`),
      })),
    ];
  },
});

/** @see https://docs.aws.amazon.com/codebuild/latest/APIReference/API_BatchGetProjects.html */
export const CodeBuildProject = defineKind({
  kind: 'AWS::CodeBuild::Project',
  title: 'CodeBuild project',
  reach: 'regional',
  client: CodeBuildClient,
  properties: Properties,
  entity: {
    blueprint: 'codeBuildProject',
    identifier: 'Arn',
    title: 'Name',
    properties: [
      'Description',
      'Source',
      'Environment',
      'ServiceRole',
      'ProjectVisibility',
      'Created',
      'LastModified',
      'Tags',
    ],
  },
  list: {
    operation: 'ListProjects',
    permissions: ['codebuild:ListProjects'],
    pageSize: PROJECTS_PER_CALL,
    pages: (context) => sdkPages(paginateListProjects, context, {}),
    items: (page) => page.projects,
  },
  get: {
    identifiers: ['ProjectName'],
    arn: /^codebuild:project\/(?<ProjectName>[^/]+)$/,
    of: (name) => [name],
    find: ([name]) => name,
  },
  idOf: (name) => name,
  // The listing has only names: without an ARN, a project whose details fail would have no identity.
  listed: (name, { account, region }) => ({ Name: name, Arn: arnOf(name, account, region) }),
  actions: { defaults: [GetProjectDetails], options: [] },
  liveEvents: {
    source: 'codebuild.amazonaws.com',
    events: [
      'CreateProject',
      'UpdateProject',
      'DeleteProject',
      'UpdateProjectVisibility',
      'CreateWebhook',
      'UpdateWebhook',
      'DeleteWebhook',
    ],
    deletions: ['DeleteProject'],
    resources: ({ requestParameters }) =>
      named(
        nameIn(
          textAt(requestParameters, 'name') ??
            textAt(requestParameters, 'projectName') ??
            textAt(requestParameters, 'projectArn'),
        ),
      ),
    stub: ([name = ''], account, region) => ({
      properties: { Name: name, Arn: arnOf(name, account, region) },
    }),
  },
});

function arnOf(name: string, { partition, id }: Account, region: string): string {
  return `arn:${partition}:codebuild:${region}:${id}:project/${name}`;
}

/** Callers may name a project by its ARN. */
function nameIn(nameOrArn: string | undefined): string | undefined {
  return nameOrArn?.slice(nameOrArn.lastIndexOf('/') + 1);
}
