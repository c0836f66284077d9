import { SIMULATED_KINDS } from './kinds/registry.generated.ts';
import { serviceModel } from './wire/service-model.ts';
import { SERVICES } from './wire/services.ts';

/** The clients of services that are not a kind's own, by the name in a request's signature. */
const OTHER_CLIENTS: Readonly<Record<string, () => Promise<object>>> = {
  account: () => import('@aws-sdk/client-account'),
  cloudcontrolapi: () => import('@aws-sdk/client-cloudcontrol'),
  cloudformation: () => import('@aws-sdk/client-cloudformation'),
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

/** Loads the model of a service, if the sandbox knows it: clients are large, and few are used at once. */
export async function loadService(signingName: string): Promise<void> {
  if (SERVICES.has(signingName)) return;
  const client = await CLIENTS.get(signingName)?.();
  if (client === undefined) return;
  const isServed = (operation: string): boolean => CALLS.has(`${signingName}:${operation}`);
  SERVICES.set(signingName, await serviceModel(client, isServed));
}
