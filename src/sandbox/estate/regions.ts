/** Regions that every account has; the ones in use come first, so that small estates look natural. */
export const DEFAULT_REGIONS = [
  'us-east-1', 'eu-west-1', 'us-west-2', 'eu-central-1', 'us-east-2', 'us-west-1', 'ap-south-1',
  'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-southeast-1', 'ap-southeast-2',
  'ca-central-1', 'eu-west-2', 'eu-west-3', 'eu-north-1', 'sa-east-1',
] as const; // prettier-ignore

/** Regions that an account may enable, and these accounts have not. */
export const OPT_IN_REGIONS = ['af-south-1', 'ap-east-1', 'eu-south-1', 'me-south-1'] as const;
