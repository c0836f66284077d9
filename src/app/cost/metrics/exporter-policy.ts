import type { Settings } from '../../../config/settings.ts';
import {
  DISCOVERY_PERMISSIONS,
  ORGANIZATION_PERMISSIONS,
  type IamPolicy,
} from '../../../core/exporters/iam-policy.ts';
import { isObjectKind, loadKinds } from '../../../core/exporters/registry.ts';
import type { MetricsModule } from '../../../cost/metrics/metrics-module.ts';
import { kindsOf } from '../../../cost/metrics/metrics-modules.ts';
import { modulePermissions } from '../../../cost/metrics/module-permissions.ts';

export interface ExporterPolicyOptions {
  readonly modules: readonly MetricsModule[];
  /** Prices of capacity blocks are read. */
  readonly hasCapacityBlocks: boolean;
  readonly settings: Settings;
}

/**
 * The minimal policy for the exporter with these modules. Each statement is for the role that does this work: the
 * accounts, the account that reads the organization, and the one that asks for prices.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html
 */
export async function exporterPolicy({
  modules,
  hasCapacityBlocks,
  settings,
}: ExporterPolicyOptions): Promise<IamPolicy> {
  const kinds = await loadKinds(kindsOf(modules).filter(isObjectKind));
  const { resources, prices, paid } = modulePermissions(modules, kinds, hasCapacityBlocks);
  const { accountRoleArn, ouId = [] } = settings.accounts;
  const [listAccounts, ...ofUnits] = ORGANIZATION_PERMISSIONS;
  const statements = [
    { sid: 'LongshoreReadAccount', actions: [...DISCOVERY_PERMISSIONS, ...resources, ...paid] },
    {
      sid: 'LongshoreReadOrganization',
      actions:
        accountRoleArn === undefined ? [] : [listAccounts, ...(ouId.length > 0 ? ofUnits : [])],
    },
    { sid: 'LongshoreReadPrices', actions: prices },
  ];
  return {
    Version: '2012-10-17',
    Statement: statements
      .filter(({ actions }) => actions.length > 0)
      .map(({ sid, actions }) => ({
        ...{ Sid: sid, Effect: 'Allow', Resource: '*' },
        Action: [...actions].sort(),
      })),
  };
}
