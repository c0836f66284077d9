/** What a plan does with a resource. */
export type PlanOperation =
  | 'create'
  | 'update'
  | 'replace'
  | 'delete'
  | 'same'
  /** The tool only looks at it. */
  | 'read'
  /** The tool lets go of it: it stays in the cloud. */
  | 'forget'
  /** Nothing in the cloud. */
  | 'none';

/** A resource before or after the change. */
export interface PlannedState {
  /**
   * By the names of the tool. Values that only the change will tell are `UNKNOWN`, secrets are `SECRET`; what the
   * provider computes by itself is left out.
   */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly region: string | undefined;
  /** The ID in the cloud: `i-0123456789abcdef0`. */
  readonly cloudId: string | undefined;
  readonly arn: string | undefined;
  /** When the tool created or imported it, in ISO 8601. */
  readonly created: string | undefined;
  /** The addresses of the resources that a property refers to, by its name. */
  readonly references: Readonly<Record<string, readonly string[]>>;
}

/** `none`: it does not exist then. `unknown`: it does, and the plan does not tell how it is. */
export type PlannedSide = PlannedState | 'none' | 'unknown';

/** A resource in a plan. */
export interface PlannedResource {
  /** The URN in Pulumi, the address in Terraform: unique in the plan, but for copies that wait for deletion. */
  readonly address: string;
  /** `aws:ec2/instance:Instance`, `aws_instance`. */
  readonly type: string;
  /** `web`; in Terraform with the index: `web[0]`. */
  readonly name: string;
  /** `aws` */
  readonly provider: string;
  /** The component or module around it. */
  readonly parent: string | undefined;
  readonly operation: PlanOperation;
  /** As the plan writes it: `create-replacement`, `delete, create`. */
  readonly step: string;
  /** The tool does not own it: its cost is not that of the stack. */
  readonly isExternal: boolean;
  readonly before: PlannedSide;
  readonly after: PlannedSide;
}

/** Documents that are read. */
export type PlanSource =
  'pulumi-preview' | 'pulumi-events' | 'pulumi-stack' | 'terraform-plan' | 'terraform-state';

/** What a reader of the plan's costs must know of the plan. */
export interface PlanNote {
  readonly code:
    'missing-sames' | 'unfinished' | 'failed' | 'deferred' | 'pending-deletion' | 'duplicate';
  readonly message: string;
}

export interface Plan {
  readonly source: PlanSource;
  /** By address. */
  readonly resources: readonly PlannedResource[];
  /** Entries that are no resources in the cloud: components, providers, the stack, data sources. */
  readonly others: number;
  readonly notes: readonly PlanNote[];
}
