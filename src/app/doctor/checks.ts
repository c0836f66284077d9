import { accountsCheck } from './accounts-check.ts';
import { blueprintsCheck } from './blueprints-check.ts';
import type { Check } from './check.ts';
import { clockCheck } from './clock-check.ts';
import { identityCheck } from './identity-check.ts';
import { mappingCheck } from './mapping-check.ts';
import { networkCheck } from './network-check.ts';
import { permissionsCheck } from './permissions-check.ts';
import { integrationCheck, portCheck } from './port-checks.ts';
import { pricesCheck } from './prices-check.ts';
import { regionsCheck } from './regions-check.ts';
import { settingsCheck } from './settings-check.ts';
import { stateCheck } from './state-check.ts';
import { storeCheck } from './store-check.ts';
import { usageCheck } from './usage-check.ts';

/** Every check, in print order. */
export const CHECKS: readonly Check[] = [
  settingsCheck,
  networkCheck,
  clockCheck,
  identityCheck,
  accountsCheck,
  regionsCheck,
  permissionsCheck,
  pricesCheck,
  usageCheck,
  portCheck,
  integrationCheck,
  mappingCheck,
  blueprintsCheck,
  stateCheck,
  storeCheck,
];
