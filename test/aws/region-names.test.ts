import { describe, expect, test } from '@jest/globals';
import { judgeRegion, partitionIdOf } from '../../src/aws/region-names.ts';

describe('judgeRegion', () => {
  test.each(['eu-west-1', 'us-gov-west-1', 'cn-north-1', 'ap-southeast-7'])(
    '%s is known',
    (name) => {
      expect(judgeRegion(name)).toEqual({ status: 'known' });
    },
  );

  test.each([
    ['eu-wset-1', '; did you mean eu-west-1?'],
    ['eu-wst-1', '; did you mean eu-west-1?'],
    ['EU-WEST-1', '; did you mean eu-west-1?'],
    ['eu-west1', '; did you mean eu-west-1?'],
    ['eu-west-1a', '; did you mean eu-west-1?'],
    ['ue-west-1', '; did you mean eu-west-1?'],
    ['us-gov-wset-1', '; did you mean us-gov-west-1?'],
    ['global', ''],
    ['aws-global', ''],
    ['Frankfurt', ''],
    ['', ''],
  ])('%s is wrong', (name, hint) => {
    const message = `unknown region "${name}"${hint}`;

    expect(judgeRegion(name)).toEqual({ status: 'wrong', message });
  });

  test.each(['eu-west-9', 'eu-east-1', 'ap-southeast-12', 'mx-south-1', 'us-gov-central-1'])(
    '%s may have opened since the SDK was published',
    (name) => {
      expect(judgeRegion(name)).toEqual({ status: 'unlisted' });
    },
  );

  test('a name belongs to the partition whose form it has', () => {
    expect(partitionIdOf('eu-west-9')).toBe('aws');
    expect(partitionIdOf('us-gov-central-1')).toBe('aws-us-gov');
    expect(partitionIdOf('nowhere')).toBeUndefined();
  });
});
