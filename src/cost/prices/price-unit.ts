/** What a price is for, in one spelling. A month has 730 hours. */
export const PRICE_UNITS = [
  'Hrs',
  'GB-Mo',
  'GB',
  'GB-Hours',
  'IOPS-Mo',
  'GiBps-Mo',
  'MiBps-Mo',
  'IOs',
  'Requests',
  'GB-Seconds',
  'vCPU-Hours',
  'ACU-Hours',
  'LCU-Hours',
  'RCU-Hours',
  'WCU-Hours',
  'RequestUnits',
  'ChangeRecord-Hours',
  'Keys-Mo',
  'Secrets-Mo',
  'Objects-Mo',
  'Tags-Mo',
  'Messages',
  'Tokens-1K',
  'Tokens-1M',
  'Metrics-Mo',
  'Units',
] as const;

/** What a price is for: AWS spells it differently from service to service. */
export type PriceUnit = (typeof PRICE_UNITS)[number];
