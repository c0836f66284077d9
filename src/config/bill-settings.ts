import { z } from 'zod';
import { ownSetting, settingFlag, settingList, wholeNumber } from './setting.ts';
import { yamlValue } from './yaml-value.ts';

const EXPORT_TYPE_NAMES = ['focus-1.2', 'focus-1.1', 'focus-1.0', 'cur-2.0', 'cur-legacy'] as const;

/** An export of the bill in S3, as the settings name it. */
const CostExport = z.strictObject({
  name: z.string().regex(/^[\w.-]{1,128}$/, { error: 'must be the name of the export at AWS' }),
  bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, { error: 'must be a bucket' }),
  prefix: z
    .string()
    .default('')
    .transform((prefix) => prefix.replace(/^\/+|\/+$/g, ''))
    .pipe(z.string()),
  region: z.string().regex(/^[a-z]{2,4}(?:-[a-z]+)+-\d$/, { error: 'must be a region' }),
  role: z
    .string()
    .regex(/^arn:aws[\w-]*:iam::\d{12}:role\/.+$/, { error: 'must be the ARN of a role' })
    .optional(),
  type: z.enum(EXPORT_TYPE_NAMES, { error: `must be ${EXPORT_TYPE_NAMES.join(', ')}` }).optional(),
});
export type CostExport = z.output<typeof CostExport>;

const SOURCE_NAMES = [
  ...EXPORT_TYPE_NAMES,
  'cost-explorer',
  'budgets',
  'cost-optimization-hub',
  'compute-optimizer',
  'anomalies',
  'rightsizing',
  'savings-plans-purchase',
  'reservation-purchase',
] as const;

const costSources = settingList.pipe(
  z
    .array(z.enum(SOURCE_NAMES, { error: `must be among ${SOURCE_NAMES.join(', ')}` }))
    .readonly()
    .optional(),
);

const costExports = z.preprocess(
  yamlValue,
  z
    .array(CostExport, { error: 'must be a list of exports, each with name, bucket and region' })
    .readonly()
    .optional(),
);

const settingRegions = settingList.pipe(
  z
    .array(
      z.string().regex(/^[a-z]{2,4}(?:-[a-z]+)+-\d$/, {
        error: 'must be the name of a region, such as eu-west-1',
      }),
    )
    .readonly()
    .optional(),
);

/** Where the bill is collected from, and how long it is kept. */
export const BILL_SETTINGS = {
  costRetentionMonths: ownSetting('costRetentionMonths', {
    env: ['LONGSHORE_COST_RETENTION'],
    description:
      'Billing periods that the store keeps, in months before the current one. Older ones are removed by the next import, and not imported.',
    schema: wholeNumber(1, 1_200).default(37),
    defaultText: '37',
    specType: 'integer',
  }),
  acceptLostAccounts: ownSetting('acceptLostAccounts', {
    env: ['LONGSHORE_ACCEPT_LOST_ACCOUNTS'],
    description:
      'Accept an export of the bill with the charges of one account, where the store has more accounts in the same period. Without it, such an export is refused as that of a member account. Set it for one run.',
    schema: settingFlag.default(false),
    defaultText: 'false',
    specType: 'boolean',
  }),
  costExports: ownSetting('costExports', {
    env: ['LONGSHORE_COST_EXPORTS'],
    description:
      'Exports of the bill in S3 that `cost collect` reads, as a list in JSON or YAML: name, bucket, region, and where needed prefix, role and type. Without it, those of Data Exports are found.',
    schema: costExports,
    specType: 'array',
  }),
  costAccounts: ownSetting('costAccounts', {
    env: ['LONGSHORE_COST_ACCOUNTS'],
    description:
      'The payer accounts whose bills `cost collect` reads. Without it, the management account that is read, or else the first account.',
    schema: settingList,
    specType: 'array',
  }),
  costSources: ownSetting('costSources', {
    env: ['LONGSHORE_COST_SOURCES'],
    description:
      'What `cost collect` reads without `--sources`, comma-separated: see its help for the names. Without it, all that is free, and what is paid within the limits.',
    schema: costSources,
    specType: 'array',
  }),
  costLookbackDays: ownSetting('costLookbackDays', {
    env: ['AWS_COST_LOOKBACK_DAYS'],
    description:
      'How far back `cost collect` asks Cost Explorer without `--from`, in days. Whole months are read.',
    schema: wholeNumber(1, 425).default(30),
    defaultText: '30',
    specType: 'integer',
  }),
  costMinAgeHours: ownSetting('costMinAgeHours', {
    env: ['LONGSHORE_COST_MIN_AGE_HOURS'],
    description:
      'A month that was read from Cost Explorer is not asked for again before, in hours: AWS refreshes it up to three times a day.',
    schema: wholeNumber(1, 720).default(8),
    defaultText: '8',
    specType: 'integer',
  }),
  costRegions: ownSetting('costRegions', {
    env: ['AWS_REGIONS'],
    description:
      'The regions whose usage is read from CloudWatch, and in which Compute Optimizer is asked, comma-separated. Without it, all regions with resources. Bills have all regions, and resyncs follow the mapping.',
    schema: settingRegions,
    specType: 'array',
  }),
} as const;
