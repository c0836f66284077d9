import {
  DescribeStateMachineCommand,
  ListTagsForResourceCommand,
  paginateListStateMachines,
  SFNClient,
} from '@aws-sdk/client-sfn';
import type { DescribeStateMachineOutput, StateMachineListItem } from '@aws-sdk/client-sfn';
import { z } from 'zod';
import type { ActionContext } from '../../actions/action.ts';
import { perItem } from '../../actions/per-item.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { taggingPages } from '../../actions/tagging-pages.ts';
import { toRole } from '../common-relations.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, tagList, time } from '../fields.ts';
import { named, textAt, type CloudTrailCall } from '../live-event.ts';
import { deepPascalKeys, pascalKeys, type PascalKeys } from '../pascal-keys.ts';

/** The maximum page size of ListStateMachines. */
const STATE_MACHINES_PER_PAGE = 1_000;

type Context = ActionContext<SFNClient>;
type Item = Partial<StateMachineListItem> & { readonly stateMachineArn: string };

/** The fields of AWS's own type, and CloudFormation's names. */
type Source = PascalKeys<Omit<DescribeStateMachineOutput, 'definition'>> & {
  Arn: string;
  StateMachineName: string;
  StateMachineType: string;
  StateMachineRevisionId: string;
  DefinitionString: string;
  Tags: readonly object[];
};

const Properties = z.object({
  Arn: z.string(),
  StateMachineArn: z.string(),
  Name: z.string(),
  StateMachineName: z.string(),
  Type: z.string().optional(),
  StateMachineType: z.string().optional(),
  CreationDate: time.optional(),
  Status: z.string().optional(),
  Description: z.string().optional(),
  Label: z.string().optional(),
  RevisionId: z.string().optional(),
  StateMachineRevisionId: z.string().optional(),
  RoleArn: z.string().optional(),
  DefinitionString: z.string().optional(),
  LoggingConfiguration: structure.optional(),
  TracingConfiguration: structure.optional(),
  EncryptionConfiguration: structure.optional(),
  VariableReferences: structure.optional(),
  Tags: tagList.optional(),
} satisfies FieldsOf<Source>);

/**
 * Also needs `kms:Decrypt` for a definition that is encrypted with a customer managed key.
 *
 * CloudFormation's `Definition` is an object that it cannot read back: only the text `DefinitionString` is
 * set. Configurations have names in CloudFormation's form at every depth.
 */
const DescribeStateMachine = perItem({
  name: 'DescribeStateMachineAction',
  permissions: ['states:DescribeStateMachine'],
  async call({ stateMachineArn }: Item, { client, signal }: Context) {
    const command = new DescribeStateMachineCommand({ stateMachineArn });
    const { definition, ...machine } = await client.send(command, { abortSignal: signal });
    return {
      ...pascalKeys(machine),
      ...namesOf({ ...machine, stateMachineArn }),
      StateMachineType: machine.type,
      StateMachineRevisionId: machine.revisionId,
      DefinitionString: definition,
      LoggingConfiguration: deepPascalKeys(machine.loggingConfiguration),
      TracingConfiguration: deepPascalKeys(machine.tracingConfiguration),
      EncryptionConfiguration: deepPascalKeys(machine.encryptionConfiguration),
    };
  },
});

const ListTagsForResource = perItem({
  name: 'ListTagsForResourceAction',
  permissions: ['states:ListTagsForResource'],
  async call({ stateMachineArn }: Item, { client, signal }: Context) {
    const command = new ListTagsForResourceCommand({ resourceArn: stateMachineArn });
    const { tags = [] } = await client.send(command, { abortSignal: signal });
    return { Tags: tags.map(({ key = '', value = '' }) => ({ Key: key, Value: value })) };
  },
});

/**
 * Reads the tags of a hundred state machines per call if allowed, otherwise one by one, with the same result.
 */
const StateMachineTags = taggingPages({
  name: 'ListTagsForResourceAction',
  adds: ['Tags'],
  resourceType: 'states:stateMachine',
  arnOf: ({ stateMachineArn }: Item) => stateMachineArn,
  fallback: ListTagsForResource,
});

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html */
export const StepFunctionsStateMachine = defineKind({
  kind: 'AWS::StepFunctions::StateMachine',
  title: 'Step Functions state machine',
  reach: 'regional',
  client: SFNClient,
  properties: Properties,
  primaryIdentifier: ['Arn'],
  entity: {
    blueprint: 'stepFunctionsStateMachine',
    identifier: 'Arn',
    title: 'Name',
    properties: [
      'Type',
      'Status',
      'CreationDate',
      'LoggingConfiguration',
      'TracingConfiguration',
      'EncryptionConfiguration',
      'Tags',
    ],
    relations: { role: toRole('RoleArn') },
  },
  list: {
    operation: 'ListStateMachines',
    permissions: ['states:ListStateMachines'],
    pageSize: STATE_MACHINES_PER_PAGE,
    pages: (context) =>
      sdkPages(paginateListStateMachines, context, { maxResults: STATE_MACHINES_PER_PAGE }),
    items: (page) => page.stateMachines?.filter(isIdentified),
  },
  get: {
    identifiers: ['Arn'],
    arn: /^states:stateMachine:[^:]+$/,
    of: ({ stateMachineArn }) => [stateMachineArn],
    find([machine = ''], { account, region }) {
      const name = machine.slice(machine.lastIndexOf(':') + 1);
      const own = `arn:${account.partition}:states:${region}:${account.id}:stateMachine:${name}`;
      return { stateMachineArn: machine.startsWith('arn:') ? machine : own, name };
    },
  },
  idOf: ({ stateMachineArn }) => stateMachineArn,
  listed: (machine) => ({
    ...pascalKeys(machine),
    ...namesOf(machine),
    StateMachineType: machine.type,
  }),
  errors: { notFound: ['StateMachineDoesNotExist'] },
  actions: { defaults: [DescribeStateMachine], options: [StateMachineTags] },
  liveEvents: {
    source: 'states.amazonaws.com',
    events: [
      'CreateStateMachine',
      'UpdateStateMachine',
      'TagResource',
      'UntagResource',
      'DeleteStateMachine',
    ],
    deletions: ['DeleteStateMachine'],
    resources: changedStateMachine,
    stub: ([arn = '']) => ({
      properties: namesOf({ stateMachineArn: arn, name: arn.slice(arn.lastIndexOf(':') + 1) }),
    }),
  },
});

/** CloudFormation's names in addition to AWS's own. */
function namesOf({ stateMachineArn, name }: Item) {
  return {
    Arn: stateMachineArn,
    StateMachineArn: stateMachineArn,
    Name: name,
    StateMachineName: name,
  };
}

function isIdentified(machine: StateMachineListItem): machine is StateMachineListItem & Item {
  return machine.stateMachineArn !== undefined;
}

/** Activities have tags too, and a state machine's ARN may end in a version. */
function changedStateMachine({
  requestParameters,
  responseElements,
}: CloudTrailCall): readonly (readonly string[])[] {
  const arn =
    textAt(responseElements, 'stateMachineArn') ??
    textAt(requestParameters, 'stateMachineArn') ??
    textAt(requestParameters, 'resourceArn') ??
    '';
  return named(/^arn:[^:]+:states:[^:]*:\d*:stateMachine:[^:/]+/.exec(arn)?.[0]);
}
