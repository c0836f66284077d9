import { expect, test } from '@jest/globals';
import { fullNames } from '../../../src/sandbox/simulation/find-place.ts';

test('what vanished is known by its ARN or URL, where one ends in its name: others have that name elsewhere', () => {
  const clusterName = 'cluster-1';
  const clusterArn = 'arn:aws:ecs:eu-west-1:210000000000:cluster/cluster-1';
  const kafkaArn = 'arn:aws:kafka:eu-west-1:210000000000:cluster/cluster-1/0-1-2';

  expect(fullNames({ clusterName, clusterArn })).toEqual([clusterArn]);
  expect(fullNames({ clusterName, kafkaArn })).toEqual([clusterName, kafkaArn]);
  expect(fullNames({ clusterName })).toEqual([clusterName]);
});
