import type { ServiceModel } from './service-model.ts';

/** Services by the name in a request's signature, once they are loaded. */
export const SERVICES = new Map<string, ServiceModel>();

/** Routes of earlier models, which clients in use still call: by service, method and path. */
export const OLDER_ROUTES: Readonly<Record<string, string>> = {
  'ses GET /v2/email/identities': 'ListEmailIdentities',
  'ses GET /v2/email/configuration-sets': 'ListConfigurationSets',
};
