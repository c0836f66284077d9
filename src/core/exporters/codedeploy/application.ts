import { BatchGetApplicationsCommand, CodeDeployClient } from '@aws-sdk/client-codedeploy';
import type { ApplicationInfo, Tag } from '@aws-sdk/client-codedeploy';
import { z } from 'zod';
import type { Account } from '../../../aws/account.ts';
import { classify } from '../../../aws/errors.ts';
import type { ActionContext } from '../../actions/action.ts';
import { batched, type BatchAnswer } from '../../actions/batched.ts';
import { answered } from '../../actions/missing-answer.ts';
import { inPages } from '../../actions/parents.ts';
import { perItem } from '../../actions/per-item.ts';
import { named, textAt } from '../live-event.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { tagList, time } from '../fields.ts';
import { pascalKeys, type PascalKeys } from '../pascal-keys.ts';
import { applicationNames } from './applications.ts';
import { tagsOf } from './tags.ts';

/** The default page size of ListApplications, and the maximum of BatchGetApplications. */
const APPLICATIONS_PER_CALL = 100;

/** An application's name; a single fetch already has its details, which prove that it exists. */
interface NamedApplication {
  readonly name: string;
  readonly info?: ApplicationInfo;
}

type Context = ActionContext<CodeDeployClient>;
type Details = PascalKeys<ApplicationInfo>;
type Source = Details & { readonly Tags: readonly Tag[] };

const Properties = z.object({
  ApplicationName: z.string(),
  ApplicationId: z.string().optional(),
  ComputePlatform: z.string().optional(),
  CreateTime: time.optional(),
  LinkedToGitHub: z.boolean().optional(),
  GitHubAccountName: z.string().optional(),
  Tags: tagList.optional(),
} satisfies FieldsOf<Source>);

async function describe(
  names: readonly string[],
  { client, signal }: Context,
): Promise<readonly ApplicationInfo[]> {
  const command = new BatchGetApplicationsCommand({ applicationNames: [...names] });
  const { applicationsInfo = [] } = await client.send(command, { abortSignal: signal });
  return applicationsInfo;
}

/** One deleted name fails the whole call: bisection finds it, and the others keep their details. */
async function detailsOf(
  names: readonly string[],
  context: Context,
): Promise<readonly BatchAnswer<Details>[]> {
  try {
    const found = await describe(names, context);
    return found.map((info) => ({ id: info.applicationName ?? '', value: pascalKeys(info) }));
  } catch (error) {
    const [name = ''] = names;
    if (classify(error).class !== 'not-found') throw error;
    if (names.length < 2) return [{ id: name, error }];
    const half = Math.ceil(names.length / 2);
    const halves = [names.slice(0, half), names.slice(half)];
    return (await Promise.all(halves.map((one) => detailsOf(one, context)))).flat();
  }
}

const GetApplicationDetails = batched({
  name: 'GetCodeDeployApplicationDetailsAction',
  operation: 'BatchGetApplications',
  permissions: ['codedeploy:BatchGetApplications'],
  size: APPLICATIONS_PER_CALL,
  idOf: ({ name }: NamedApplication) => name,
  async call(items: readonly NamedApplication[], context: Context) {
    const known = items.flatMap(({ name, info }) =>
      info === undefined ? [] : [{ id: name, value: pascalKeys(info) }],
    );
    const asked = items.flatMap(({ name, info }) => (info === undefined ? [name] : []));
    return asked.length === 0 ? known : [...known, ...(await detailsOf(asked, context))];
  },
});

const ListTagsForResource = perItem({
  name: 'GetCodeDeployApplicationTagsAction',
  operation: 'ListTagsForResource',
  permissions: ['codedeploy:ListTagsForResource'],
  call: ({ name }: NamedApplication, context: Context) =>
    tagsOf(arnOf(name, context.account, context.region), context),
});

/** @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_BatchGetApplications.html */
export const CodeDeployApplication = defineKind({
  kind: 'AWS::CodeDeploy::Application',
  title: 'CodeDeploy application',
  reach: 'regional',
  client: CodeDeployClient,
  properties: Properties,
  entity: {
    blueprint: 'codeDeployApplication',
    // Its groups and deployments only have its name, and so do live events of deleted applications.
    identifier: ['__ExtraContext.AccountId', '__ExtraContext.Region', 'ApplicationName'],
    title: 'ApplicationName',
    properties: [
      'ApplicationId',
      'ComputePlatform',
      'CreateTime',
      'LinkedToGitHub',
      'GitHubAccountName',
      'Tags',
    ],
  },
  list: {
    operation: 'ListApplications',
    permissions: ['codedeploy:ListApplications'],
    pageSize: APPLICATIONS_PER_CALL,
    pages: (context) => inPages(applicationNames(context), APPLICATIONS_PER_CALL),
    items: (page) => page.elements.map((name): NamedApplication => ({ name })),
  },
  get: {
    identifiers: ['ApplicationName'],
    arn: /^codedeploy:application:(?<ApplicationName>.+)$/,
    of: ({ name }) => [name],
    async find([name = ''], context) {
      const [info] = await describe([name], context);
      return { name, info: answered(info, name) };
    },
  },
  idOf: ({ name }) => name,
  listed: ({ name }) => ({ ApplicationName: name }),
  errors: { notFound: ['ApplicationDoesNotExistException'] },
  actions: { defaults: [GetApplicationDetails, ListTagsForResource], options: [] },
  liveEvents: {
    source: 'codedeploy.amazonaws.com',
    events: [
      'CreateApplication',
      'UpdateApplication',
      'DeleteApplication',
      'TagResource',
      'UntagResource',
    ],
    deletions: ['DeleteApplication'],
    resources: ({ requestParameters }) =>
      named(
        textAt(requestParameters, 'newApplicationName') ??
          textAt(requestParameters, 'applicationName') ??
          applicationIn(textAt(requestParameters, 'resourceArn')),
      ),
    // CloudTrail records a deleted application's name and not its id: entities that a mapping identifies by
    // id stay until the next full read.
    stub: ([ApplicationName = '']) => ({ properties: { ApplicationName } }),
  },
});

function arnOf(name: string, { partition, id }: Account, region: string): string {
  return `arn:${partition}:codedeploy:${region}:${id}:application:${name}`;
}

/** The application in an ARN; deployment groups have tags too. */
function applicationIn(arn: string | undefined): string | undefined {
  return /:application:(.+)$/.exec(arn ?? '')?.[1];
}
