import {
  CreateStateMachineCommand,
  DescribeStateMachineCommand,
  ListStateMachinesCommand,
  ListTagsForResourceCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { owner, pages, pascal, range, without, type KindContract } from '../contract.ts';

const DEFINITION = '{"StartAt":"Wait","States":{"Wait":{"Type":"Pass","End":true}}}';

export const stepFunctionsStateMachine: KindContract = {
  kind: 'AWS::StepFunctions::StateMachine',
  reach: 'region',
  key: ['Arn'],
  async seed(place) {
    const states = place.of(SFNClient);
    const { accountId, region } = place;
    const roleArn = `arn:aws:iam::${accountId}:role/states`;
    const logGroupArn = `arn:aws:logs:${region}:${accountId}:log-group:/states/orders:*`;
    await states.send(
      new CreateStateMachineCommand({
        name: 'orders',
        definition: DEFINITION,
        roleArn,
        type: 'EXPRESS',
        loggingConfiguration: {
          level: 'ERROR',
          includeExecutionData: true,
          destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }],
        },
        tracingConfiguration: { enabled: true },
        tags: [
          { key: 'team', value: 'orders' },
          { key: 'Cost Centre', value: '42' },
        ],
      }),
    );
    for (const index of range(2))
      await states.send(
        new CreateStateMachineCommand({ name: `more-${index}`, definition: DEFINITION, roleArn }),
      );
  },
  async *expected(place) {
    const states = place.of(SFNClient);
    const lists = pages(
      (nextToken) => states.send(new ListStateMachinesCommand({ nextToken })),
      (page) => page.nextToken,
    );
    for await (const { stateMachines = [] } of lists) {
      for (const { stateMachineArn } of stateMachines) {
        const machine = await states.send(new DescribeStateMachineCommand({ stateMachineArn }));
        const { tags = [] } = await states.send(
          new ListTagsForResourceCommand({ resourceArn: stateMachineArn }),
        );
        const { loggingConfiguration, tracingConfiguration, encryptionConfiguration } = machine;
        const [destination] = loggingConfiguration?.destinations ?? [];
        const logGroupArn = destination?.cloudWatchLogsLogGroup?.logGroupArn;
        yield {
          properties: {
            ...without(pascal(machine), '$metadata', 'Definition'),
            Arn: stateMachineArn,
            StateMachineName: machine.name,
            StateMachineType: machine.type,
            StateMachineRevisionId: machine.revisionId,
            DefinitionString: machine.definition,
            LoggingConfiguration: {
              ...pascal(loggingConfiguration),
              ...(logGroupArn !== undefined && {
                Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: logGroupArn } }],
              }),
            },
            TracingConfiguration: pascal(tracingConfiguration),
            EncryptionConfiguration: pascal(encryptionConfiguration),
            Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })),
          },
          context: { ...owner(place), Identifier: stateMachineArn },
        };
      }
    }
  },
  identifiers: ({ properties }) => [String(properties['Arn'])],
  missing: ({ region, accountId }) => [
    `arn:aws:states:${region}:${accountId}:stateMachine:not-there`,
  ],
};
