import type { ServiceModel } from './service-model.ts';

/**
 * Loaded services, by the name in a request's signature. If two APIs share it, the version of one of them is
 * part of its name: `elasticloadbalancing@2012-06-01`.
 */
export const SERVICES = new Map<string, ServiceModel>();

/** The name in a request's signature: without the version. */
export function signingNameOf(service: string): string {
  const end = service.indexOf('@');
  return end < 0 ? service : service.slice(0, end);
}

/** Routes of earlier models that current clients still call: by service, method and path. */
export const OLDER_ROUTES: Readonly<Record<string, string>> = {
  'ses GET /v2/email/identities': 'ListEmailIdentities',
  'ses GET /v2/email/configuration-sets': 'ListConfigurationSets',
};
