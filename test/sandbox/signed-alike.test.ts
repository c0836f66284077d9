import * as classic from '@aws-sdk/client-elastic-load-balancing';
import * as current from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from '@jest/globals';
import { permissionOf } from '../../src/sandbox/refusals.ts';
import { decode } from '../../src/sandbox/wire/decode.ts';
import { serviceModel } from '../../src/sandbox/wire/service-model.ts';
import { SERVICES } from '../../src/sandbox/wire/services.ts';

/** A form that a client sends. */
function called(body: string) {
  const credential = 'AKIA/20260101/eu-west-1/elasticloadbalancing/aws4_request';
  const headers = { authorization: `AWS4-HMAC-SHA256 Credential=${credential}, Signature=0` };
  return decode({ method: 'POST', target: '/', headers, body });
}

test('two APIs that are signed alike are told apart by their version', async () => {
  SERVICES.set('elasticloadbalancing', await serviceModel(current, () => false));
  SERVICES.set('elasticloadbalancing@2012-06-01', await serviceModel(classic, () => false));
  const names = 'Names.member.1=shop&LoadBalancerNames.member.1=old';

  const first = called(`Action=DescribeLoadBalancers&Version=2015-12-01&${names}`);
  const second = called(`${names}&Version=2012-06-01&Action=DescribeLoadBalancers`);

  expect(first.service).toBe('elasticloadbalancing');
  expect(first.input()).toEqual({ Names: ['shop'] });
  expect(second.service).toBe('elasticloadbalancing@2012-06-01');
  expect(second.input()).toEqual({ LoadBalancerNames: ['old'] });
  expect([first, second].map(permissionOf)).toEqual([
    'elasticloadbalancing:DescribeLoadBalancers',
    'elasticloadbalancing:DescribeLoadBalancers',
  ]);
});
