import type { PlannedPart } from '../cost-model.ts';
import type { PlanValues } from '../plan-values.ts';

/** Each replica gets all writes, and stores the whole table. */
const SHARED_USAGE = ['monthly_write_request_units', 'storage_gb', 'pitr_backup_storage_gb'];

/** A planned table, as the API names its properties. */
export function plannedTable(values: PlanValues): Readonly<Record<string, unknown>> {
  return {
    BillingModeSummary: { BillingMode: values.text('billing_mode') ?? 'PROVISIONED' },
    ProvisionedThroughput: throughput(values),
    GlobalSecondaryIndexes: indexes(values).map((index) => ({
      ProvisionedThroughput: throughput(index),
    })),
    TableClassSummary: { TableClass: values.text('table_class') },
    Replicas: values.blocks('replica').map((replica) => ({
      RegionName: replica.text('region_name'),
    })),
    StreamSpecification: { StreamEnabled: values.flag('stream_enabled') },
    ...recovery(values.block('point_in_time_recovery')?.flag('enabled')),
  };
}

/** The replicas of a global table: tables of the same capacity in other regions. */
export function plannedReplicas(values: PlanValues): readonly PlannedPart[] {
  return values.blocks('replica').flatMap((replica) => {
    const region = replica.text('region_name');
    if (region === undefined) return [];
    const properties = {
      ...plannedTable(values),
      ...recovery(replica.flag('point_in_time_recovery')),
    };
    const name = `replica in ${region}`;
    return [{ kind: 'AWS::DynamoDB::Table', name, region, properties, sharedUsage: SHARED_USAGE }];
  });
}

function throughput(values: PlanValues): Readonly<Record<string, unknown>> {
  return {
    ReadCapacityUnits: values.number('read_capacity'),
    WriteCapacityUnits: values.number('write_capacity'),
  };
}

/** Pulumi's plural is not Terraform's name with an s. */
function indexes(values: PlanValues): readonly PlanValues[] {
  const found = values.blocks('global_secondary_index');
  return found.length > 0 ? found : values.blocks('global_secondary_indexes');
}

function recovery(enabled: boolean | undefined): Readonly<Record<string, unknown>> {
  const PointInTimeRecoveryStatus = enabled === true ? 'ENABLED' : 'DISABLED';
  return {
    ContinuousBackupsDescription: {
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus },
    },
  };
}
