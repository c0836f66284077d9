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
}

/**
 * The statements for collecting the bill: none while no setting asks for it. Objects can be read in the folders of the
 * exports that the settings name, or else in all buckets.
 */
export function billStatements({
  exports,
  schedule,
  spendCapUsd,
}: BillUse): readonly BillStatement[] {
  if (exports === undefined && schedule === undefined) return [];
  const actions = [
    ...(Number(spendCapUsd) > 0 ? EXPLORER : []),
    ...(exports === undefined ? DISCOVERY : []),
  ].sort();
  // Another role reads the bucket of an export that has one.
  const own = exports?.filter(({ role }) => role === undefined);
  const statement = (Sid: string, Action: readonly string[], Resource: '*' | readonly string[]) =>
    ({ Sid, Effect: 'Allow', Action, Resource }) as const;
  return [
    ...(actions.length === 0 ? [] : [statement('LongshoreReadBill', actions, '*')]),
    ...(own?.length === 0
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
