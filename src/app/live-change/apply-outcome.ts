/** The outcome of reading a changed resource and writing it to Port. */
export type ApplyOutcome =
  | 'written'
  | 'unchanged'
  | 'deleted'
  /** AWS has no such resource, and Port neither. */
  | 'absent'
  /** It is not for Port: another account, a region that the mapping denies, no block of its kind. */
  | 'ignored'
  /** AWS did not let it be read: Port keeps what it has. */
  | 'denied'
  /** Another try may help. */
  | 'failed'
  /** Port is away: it waits until Port is back, and no try is counted. */
  | 'postponed';
