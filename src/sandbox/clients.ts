import { SIMULATED_KINDS } from './kinds/registry.generated.ts';
import { plainService } from './wire/plain-service.ts';
import { serviceModel } from './wire/service-model.ts';
import { SERVICES, signingNameOf } from './wire/services.ts';

/** Clients for further services, by the name in a request's signature. */
const OTHER_CLIENTS: Readonly<Record<string, () => Promise<object>>> = {
  account: () => import('@aws-sdk/client-account'),
  'bcm-data-exports': () => import('@aws-sdk/client-bcm-data-exports'),
  budgets: () => import('@aws-sdk/client-budgets'),
  cloudcontrolapi: () => import('@aws-sdk/client-cloudcontrol'),
  cloudformation: () => import('@aws-sdk/client-cloudformation'),
  monitoring: () => import('@aws-sdk/client-cloudwatch'),
  ce: () => import('@aws-sdk/client-cost-explorer'),
  'compute-optimizer': () => import('@aws-sdk/client-compute-optimizer'),
  pricing: () => import('@aws-sdk/client-pricing'),
  sts: () => import('@aws-sdk/client-sts'),
  tagging: () => import('@aws-sdk/client-resource-groups-tagging-api'),
};

/** Every operation that a kind declares: `sqs:ListQueues`. */
const CALLS = new Set(SIMULATED_KINDS.flatMap(({ calls }) => Object.keys(calls)));

const CLIENTS = new Map<string, () => Promise<object>>([
  ...Object.entries(OTHER_CLIENTS),
  ...SIMULATED_KINDS.flatMap(({ calls, client }) =>
    Object.keys(calls).map((call) => [call.slice(0, call.indexOf(':')), client] as const),
  ),
]);

/** The services of each signing name: several where APIs of two versions are signed alike. */
const BY_SIGNING_NAME = new Map<string, string[]>();
for (const service of CLIENTS.keys()) {
  const name = signingNameOf(service);
  BY_SIGNING_NAME.set(name, [...(BY_SIGNING_NAME.get(name) ?? []), service]);
}

/**
 * Loads the models of the services with this signing name, if the sandbox has any: clients are large, and few
 * are used at once.
 */
export async function loadService(name: string): Promise<void> {
  const services = BY_SIGNING_NAME.get(signingNameOf(name)) ?? [];
  await Promise.all(services.map(loadModel));
}

/** Their clients have no schemas that a model could be made of. */
const PLAIN_SERVICES = [
  plainService('cost-optimization-hub', '1.0', [
    'GetPreferences',
    'GetRecommendation',
    'ListEnrollmentStatuses',
    'ListRecommendationSummaries',
    'ListRecommendations',
  ]),
  plainService('cur', '1.1', ['DescribeReportDefinitions']),
];
for (const service of PLAIN_SERVICES) SERVICES.set(service.signingName, service);

async function loadModel(service: string): Promise<void> {
  if (SERVICES.has(service)) return;
  const client = await CLIENTS.get(service)?.();
  if (client === undefined) return;
  const isServed = (operation: string): boolean => CALLS.has(`${service}:${operation}`);
  SERVICES.set(service, await serviceModel(client, isServed));
}
