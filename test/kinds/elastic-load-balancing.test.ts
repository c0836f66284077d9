import { expect, test } from '@jest/globals';
import type { Listener } from '@aws-sdk/client-elastic-load-balancing';
import { formOfModel } from '../../src/core/exporters/elasticloadbalancing/model-form.ts';
import { ElasticLoadBalancingV2LoadBalancer } from '../../src/core/exporters/elasticloadbalancingv2/load-balancer.ts';
import { loadBalancer } from '../../src/sandbox/kinds/elasticloadbalancingv2/load-balancer.ts';
import { ServiceError } from '../../src/sandbox/wire/call.ts';
import { workedExample } from '../conformance/worked-example.ts';

test('a load balancer whose target groups are not found is there, and has none', async () => {
  const { identifiers, serve } = workedExample(loadBalancer);
  await using served = await serve({
    'elasticloadbalancing:DescribeTargetGroups': () => {
      throw new ServiceError('TargetGroupNotFound', 'One or more target groups not found', 400);
    },
  });

  const { resources, gaps } = await ElasticLoadBalancingV2LoadBalancer.exporter.getResource(
    identifiers,
    served.request(['DescribeTargetGroupsAction']),
  );

  expect(gaps).toEqual([]);
  expect(resources[0]?.Properties).toMatchObject({ TargetGroupArns: [] });
});

test('a listener without a port in the answer has none', () => {
  const form = formOfModel({
    ListenerDescriptions: [{ Listener: { Protocol: 'TCP' } as Listener }],
  });

  expect(form.Listeners).toEqual([{ Protocol: 'TCP', PolicyNames: [] }]);
});
