/** One permission that collecting the bill needs. */
export interface PermissionCheck {
  /** `s3:GetObject` */
  readonly action: string;
  /** Null when it could not be tried. */
  readonly allowed: boolean | null;
  /** What to do where it is not allowed, or why it was not tried. */
  readonly remedy: string | null;
}

/** A payer account, and what its credentials may do. */
export interface AccountCheck {
  readonly id: string;
  /** The role or user that the calls are made with; null when the account cannot be reached. */
  readonly arn: string | null;
  readonly reachable: boolean;
  readonly remedy: string | null;
  readonly permissions: readonly PermissionCheck[];
  /** The regions that were asked for. */
  readonly regions: readonly { readonly name: string; readonly enabled: boolean | null }[];
}

/** An export of the bill, and whether it can be read. */
export interface ExportCheck {
  readonly name: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly region: string;
  /** `focus-1.2` */
  readonly type: string;
  readonly readable: boolean;
  /** Billing periods that it has, newest first. */
  readonly periods: readonly string[];
  readonly remedy: string | null;
}

/** Whether Cost Explorer can be used. */
export interface ExplorerCheck {
  /** Null when it was not asked: each request is paid. */
  readonly enabled: boolean | null;
  readonly remedy: string | null;
}

/** Can the bill be collected? */
export interface ConnectionReport {
  /** An account can be reached, and its bill can be read from an export or from Cost Explorer. */
  readonly ok: boolean;
  readonly accounts: readonly AccountCheck[];
  readonly costExplorer: ExplorerCheck;
  readonly exports: readonly ExportCheck[];
}
