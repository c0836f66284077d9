import { ADVICE_FACTS, ADVICE_SOURCES, isPaidAdvice } from '../advice/advice-source.ts';
import { EXPORT_TYPES } from './charge-source.ts';
import { exportFolder, type ExportPlace } from './s3/export-place.ts';

/** A statement of an IAM policy. */
export interface BillStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: '*' | readonly string[];
}

const DISCOVERY = ['bcm-data-exports:GetExport', 'bcm-data-exports:ListExports'];
const EXPLORER = [
  'ce:GetCostAndUsage',
  'ce:GetReservationCoverage',
  'ce:GetReservationUtilization',
  'ce:GetSavingsPlansCoverage',
  'ce:GetSavingsPlansUtilizationDetails',
  'organizations:DescribeOrganization',
];

/** What decides whether the bill is collected. */
export interface BillUse {
  /** Undefined: they are found. */
  readonly exports: readonly ExportPlace[] | undefined;
  /** Undefined: nothing is collected by itself. */
  readonly schedule: string | undefined;
  /** In US dollars: 0 makes no paid calls. */
  readonly spendCapUsd: string;
  /** Names of sources. @default all */
  readonly sources?: readonly string[] | undefined;
}

/**
 * The statements for collecting the bill: none while no setting asks for it. Objects can be read in the folders of the
 * exports that the settings name, or else in all buckets.
 */
export function billStatements({
  exports,
  schedule,
  spendCapUsd,
  sources,
}: BillUse): readonly BillStatement[] {
  if (exports === undefined && schedule === undefined) return [];
  const mayPay = Number(spendCapUsd) > 0;
  const advice = ADVICE_SOURCES.filter(
    (source) => sources?.includes(source) !== false && (mayPay || !isPaidAdvice(source)),
  );
  const readsExports = EXPORT_TYPES.some((type) => sources?.includes(type) !== false);
  const actions = [
    ...(mayPay ? EXPLORER : []),
    ...(exports === undefined && readsExports ? DISCOVERY : []),
  ].sort();
  const adviceActions = [
    ...advice.flatMap((source) => ADVICE_FACTS[source].permissions),
    ...(advice.includes('compute-optimizer') ? ['organizations:DescribeOrganization'] : []),
  ]
    .filter((action) => !actions.includes(action))
    .sort();
  // Another role reads the bucket of an export that has one.
  const own = exports?.filter(({ role }) => role === undefined);
  const statement = (Sid: string, Action: readonly string[], Resource: '*' | readonly string[]) =>
    ({ Sid, Effect: 'Allow', Action, Resource }) as const;
  return [
    ...(actions.length === 0 ? [] : [statement('LongshoreReadBill', actions, '*')]),
    ...(adviceActions.length === 0 ? [] : [statement('LongshoreReadAdvice', adviceActions, '*')]),
    ...(own?.length === 0 || !readsExports
      ? []
      : [
          statement('LongshoreListExports', ['s3:ListBucket'], own?.map(bucketArn) ?? '*'),
          statement(
            'LongshoreReadExports',
            ['s3:GetObject'],
            own?.map((place) => `${bucketArn(place)}/${exportFolder(place)}*`) ?? '*',
          ),
        ]),
  ];
}

function bucketArn({ bucket, region }: ExportPlace): string {
  const partition = region.startsWith('cn-')
    ? 'aws-cn'
    : region.startsWith('us-gov-')
      ? 'aws-us-gov'
      : 'aws';
  return `arn:${partition}:s3:::${bucket}`;
}
