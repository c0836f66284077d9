import { expect, test } from '@jest/globals';
import { awsAnomaly } from '../../../src/cost/advice/anomalies.ts';
import { awsBudget } from '../../../src/cost/advice/budgets.ts';
import { optimizerRecommendations } from '../../../src/cost/advice/optimizer-item.ts';
import { planPurchase, reservationPurchase } from '../../../src/cost/advice/purchases.ts';
import { decimalText, type Decimal } from '../../../src/cost/money/decimal.ts';

const saving = (value: number): object => ({ estimatedMonthlySavings: { currency: 'USD', value } });
const at = new Date('2026-10-20T00:00:00Z');

function text(amount: Decimal | undefined): string | undefined {
  return amount === undefined ? undefined : decimalText(amount);
}

test.each([
  [
    'AWS::AutoScaling::AutoScalingGroup',
    {
      autoScalingGroupArn: 'arn:aws:autoscaling:eu-west-1:1:autoScalingGroup:x:autoScalingGroupName/web',
      finding: 'NotOptimized',
      currentConfiguration: { instanceType: 'm5.large', maxSize: 4 },
      recommendationOptions: [
        { rank: 2, configuration: { instanceType: 'm5.xlarge' } },
        { rank: 1, configuration: { instanceType: 'm6g.large' }, savingsOpportunity: saving(1e-7), migrationEffort: 'Medium' },
      ],
    },
    ['Rightsize', 'm5.large', 'm6g.large', '0.0000001', undefined],
  ],
  [
    'AWS::EC2::Volume',
    {
      volumeArn: 'arn:aws:ec2:eu-west-1:1:volume/vol-1',
      finding: 'NotOptimized',
      currentConfiguration: { volumeType: 'gp2', volumeSize: 100, volumeBaselineIOPS: 300 },
      volumeRecommendationOptions: [
        { rank: 1, configuration: { volumeType: 'gp3', volumeSize: 100, volumeBaselineIOPS: 3000, volumeBaselineThroughput: 125 }, savingsOpportunity: saving(2), savingsOpportunityAfterDiscounts: saving(1.5) },
      ],
    },
    ['Upgrade', 'gp2, 100 GiB, 300 IOPS', 'gp3, 100 GiB, 3000 IOPS, 125 MiB/s', '2', '1.5'],
  ],
  [
    'AWS::Lambda::Function',
    {
      functionArn: 'arn:aws:lambda:eu-west-1:1:function:orders:$LATEST',
      finding: 'NotOptimized',
      currentMemorySize: 1024,
      lookbackPeriodInDays: 14.5,
      memorySizeRecommendationOptions: [{ rank: 1, memorySize: 512, savingsOpportunity: saving(0.1 + 0.2) }],
    },
    ['Rightsize', '1024 MB memory', '512 MB memory', '0.30000000000000004', undefined],
  ],
  [
    'AWS::ECS::Service',
    {
      serviceArn: 'arn:aws:ecs:eu-west-1:1:service/web/api',
      finding: 'Overprovisioned',
      currentServiceConfiguration: { cpu: 1024, memory: 2048 },
      serviceRecommendationOptions: [{ cpu: 512, memory: 1024, savingsOpportunity: saving(18.02) }],
    },
    ['Rightsize', '1024 CPU units, 2048 MB memory', '512 CPU units, 1024 MB memory', '18.02', undefined],
  ],
] as const)('Compute Optimizer: %s', (kind, item, expected) => {
  const [one, ...others] = optimizerRecommendations(kind, { ...item, accountId: '1', lastRefreshTimestamp: at });

  expect(others).toEqual([]);
  expect([one?.action, one?.current, one?.recommended, text(one?.savingBeforeDiscounts), text(one?.savingAfterDiscounts)]).toEqual(expected);
  expect(one).toMatchObject({ kind, account: '1', region: 'eu-west-1', refreshedAt: at.getTime() });
}); // prettier-ignore

test('a database can have advice on its instance and on its storage; what is optimized has none', () => {
  const item = {
    resourceArn: 'arn:aws:rds:eu-west-1:1:db:orders',
    instanceFinding: 'Overprovisioned',
    storageFinding: 'NotOptimized',
    currentDBInstanceClass: 'db.m5.xlarge',
    currentStorageConfiguration: { storageType: 'gp2', allocatedStorage: 500 },
    instanceRecommendationOptions: [{ rank: 1, dbInstanceClass: 'db.m5.large' }],
    storageRecommendationOptions: [
      { rank: 1, storageConfiguration: { storageType: 'gp3', allocatedStorage: 500, iops: 3000 } },
    ],
  };

  const both = optimizerRecommendations('AWS::RDS::DBInstance', item);
  const storage = optimizerRecommendations('AWS::RDS::DBInstance', {
    ...item,
    instanceFinding: 'Optimized',
  });

  expect(both.map(({ id, recommended }) => [id.split('#')[1], recommended])).toEqual([
    ['instance', 'db.m5.large'],
    ['storage', 'gp3, 500 GiB, 3000 IOPS'],
  ]);
  expect(both[0]?.resourceId).toBe('orders');
  expect(storage.map(({ current }) => current)).toEqual(['gp2, 500 GiB']);
});

test('what a saving is not known for has none: it is not 0', () => {
  const [one] = optimizerRecommendations('idle', {
    ...{ resourceArn: 'arn:aws:ec2:eu-west-1:1:natgateway/nat-1', resourceId: 'nat-1' },
    ...{ resourceType: 'NatGateway', finding: 'Unused', accountId: '1' },
  });
  const budget = awsBudget({ BudgetName: 'planned', BudgetType: 'COST', TimeUnit: 'MONTHLY' });

  expect(one).toMatchObject({ action: 'Delete', kind: 'AWS::EC2::NatGateway' });
  expect([one?.savingBeforeDiscounts, one?.savingAfterDiscounts]).toEqual([undefined, undefined]);
  expect(budget).toMatchObject({ limit: undefined, forecast: undefined, filters: {} });
});

test('answers of another form are rejected', () => {
  expect(() => optimizerRecommendations('AWS::EC2::Volume', { volumeArn: 7 })).toThrow();
  expect(() => awsBudget({ BudgetType: 'COST' })).toThrow();
  expect(() => awsAnomaly({ AnomalyId: 'a', RootCauses: 'none' }, undefined)).toThrow();
});

test('purchases name what to buy', () => {
  const plan = planPurchase('COMPUTE_SP', { HourlyCommitmentToPurchase: '1.5', CurrencyCode: 'USD', EstimatedMonthlySavingsAmount: '12.345678901234567890123' }, 1); // prettier-ignore
  const reservation = reservationPurchase(
    'Amazon Relational Database Service',
    {
      RecommendedNumberOfInstancesToPurchase: '3',
      InstanceDetails: { RDSInstanceDetails: { InstanceType: 'db.r5.large', Region: 'eu-west-1', SizeFlexEligible: true } },
      EstimatedMonthlySavingsAmount: '100',
    },
    2,
  ); // prettier-ignore

  expect(plan.recommended).toBe('COMPUTE_SP, 1.5 USD an hour');
  expect(text(plan.savingAfterDiscounts)).toBe('12.345678901234567890'.replace(/0$/, ''));
  expect(reservation).toMatchObject({
    ...{ id: 'Amazon Relational Database Service/2', region: 'eu-west-1' },
    recommended: '3 × db.r5.large',
  });
});

test('an anomaly has the cause that contributes most, and the name of its monitor', () => {
  const anomaly = awsAnomaly(
    {
      AnomalyId: 'a',
      MonitorArn: 'arn:monitor',
      AnomalyStartDate: '2026-10-01T00:00:00Z',
      RootCauses: [
        { Service: 'S3', Impact: { Contribution: 1 } },
        { Service: 'EC2', Region: 'eu-west-1', Impact: { Contribution: 5 } },
      ],
      Impact: { MaxImpact: 4, TotalImpact: 6 },
      AnomalyScore: { MaxScore: 0.5, CurrentScore: 0.1 },
    },
    new Map([['arn:monitor', 'services']]),
  );

  expect(anomaly).toMatchObject({ service: 'EC2', monitorName: 'services', endsAt: undefined });
  expect(text(anomaly.impact)).toBe('6');
});
