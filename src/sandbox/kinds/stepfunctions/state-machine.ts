import type {
  DescribeStateMachineOutput,
  ListStateMachinesOutput,
  ListTagsForResourceOutput,
} from '@aws-sdk/client-sfn';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';
import { lowerCaseTags } from '../../simulation/tags.ts';
import { roleAt } from '../iam/role.ts';
import { keyAt } from '../kms/key.ts';

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListStateMachines.html */
export const stateMachine: SimulatedKind = {
  kind: 'AWS::StepFunctions::StateMachine',
  client: () => import('@aws-sdk/client-sfn'),
  gone: 'StateMachineDoesNotExist',
  tagged: 'states:stateMachine',
  calls: {
    'states:ListStateMachines': { most: 1_000, unasked: 100 },
    'states:DescribeStateMachine': {},
    'states:ListTagsForResource': {
      of: { resourceArn: ['stateMachineArn'] },
      gone: 'ResourceNotFound',
    },
  },
  at(place) {
    const { accountId, region, n } = place;
    const draw = place.draw();
    const name = `fulfil-order-${n}`;
    const stateMachineArn = `arn:aws:states:${region}:${accountId}:stateMachine:${name}`;
    const type = draw % 3 === 0 ? ('EXPRESS' as const) : ('STANDARD' as const);
    const creationDate = place.time();
    const definition =
      '{"StartAt":"Wait","States":{"Wait":{"Type":"Wait","Seconds":9,"End":true}}}';
    const roles = place.count('AWS::IAM::Role');
    const roleArn = roleAt(place.beside('AWS::IAM::Role', roles === 0 ? n : n % roles)).Arn;
    const keys = place.count('AWS::KMS::Key');
    const kmsKeyId = keyAt(place.beside('AWS::KMS::Key', keys === 0 ? n : n % keys)).Arn;
    const isEncrypted = place.oneIn(3, 'encrypted');
    const isLogged = place.oneIn(2, 'logged');
    const logGroupArn = `arn:aws:logs:${region}:${accountId}:log-group:/states/${name}:*`;
    const isUpdated = place.oneIn(2, 'updated');
    const revisionId = place.uuid('revision');
    const Tags = place.tags();
    return {
      names: { stateMachineArn },
      tags: Tags,
      replies: {
        'states:ListStateMachines': () =>
          ({
            stateMachines: [{ stateMachineArn, name, type, creationDate }],
          }) satisfies ListStateMachinesOutput,
        'states:DescribeStateMachine': () =>
          ({
            stateMachineArn,
            name,
            status: 'ACTIVE',
            definition,
            roleArn,
            type,
            creationDate,
            loggingConfiguration: isLogged
              ? {
                  level: 'ERROR',
                  includeExecutionData: false,
                  destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }],
                }
              : { level: 'OFF', includeExecutionData: false },
            tracingConfiguration: { enabled: draw % 2 === 0 },
            encryptionConfiguration: isEncrypted
              ? { type: 'CUSTOMER_MANAGED_KMS_KEY', kmsKeyId, kmsDataKeyReusePeriodSeconds: 300 }
              : { type: 'AWS_OWNED_KEY' },
            variableReferences: { wait: ['seconds'] },
            ...(isUpdated && { revisionId }),
          }) satisfies DescribeStateMachineOutput,
        'states:ListTagsForResource': () =>
          ({ tags: lowerCaseTags(Tags) }) satisfies ListTagsForResourceOutput,
      },
      items: () => {
        const LoggingConfiguration = isLogged
          ? {
              Level: 'ERROR',
              IncludeExecutionData: false,
              Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: logGroupArn } }],
            }
          : { Level: 'OFF', IncludeExecutionData: false };
        const EncryptionConfiguration = isEncrypted
          ? {
              Type: 'CUSTOMER_MANAGED_KMS_KEY',
              KmsKeyId: kmsKeyId,
              KmsDataKeyReusePeriodSeconds: 300,
            }
          : { Type: 'AWS_OWNED_KEY' };
        return [
          {
            identifiers: [stateMachineArn],
            trails: [
              { requestParameters: { name }, responseElements: { stateMachineArn } },
              { requestParameters: { stateMachineArn } },
              { requestParameters: { resourceArn: stateMachineArn } },
              { requestParameters: { resourceArn: `${stateMachineArn}:1` } },
            ],
            properties: {
              Arn: stateMachineArn,
              StateMachineArn: stateMachineArn,
              Name: name,
              StateMachineName: name,
              Type: type,
              StateMachineType: type,
              CreationDate: creationDate,
              Status: 'ACTIVE',
              RoleArn: roleArn,
              DefinitionString: definition,
              LoggingConfiguration,
              TracingConfiguration: { Enabled: draw % 2 === 0 },
              EncryptionConfiguration,
              VariableReferences: { wait: ['seconds'] },
              ...(isUpdated && { RevisionId: revisionId, StateMachineRevisionId: revisionId }),
              Tags,
            },
            model: {
              Identifier: stateMachineArn,
              Properties: {
                Arn: stateMachineArn,
                Name: name,
                StateMachineName: name,
                StateMachineType: type,
                RoleArn: roleArn,
                DefinitionString: definition,
                LoggingConfiguration,
                TracingConfiguration: { Enabled: draw % 2 === 0 },
                EncryptionConfiguration,
                ...(isUpdated && { StateMachineRevisionId: revisionId }),
                Tags,
              },
            },
          },
        ];
      },
    };
  },
};
