/** The outcome of reading a changed resource and writing it to Port. */
export type ApplyOutcome =
  | 'written'
  | 'unchanged'
  | 'deleted'
  /** Neither AWS nor Port has the resource. */
  | 'absent'
  /** Not for Port: another account, a region that the mapping denies, or no block for its kind. */
  | 'ignored'
  /** AWS denied reading it: Port keeps its entities. */
  | 'denied'
  /** Another try may help. */
  | 'failed'
  /** Port is unavailable: the change waits, and no attempt is counted. */
  | 'postponed';
