import { findOrganization } from '../../port/integration.ts';
import type { Check } from './check.ts';
import { NotChecked } from './not-checked.ts';

/** Does Port accept the credentials? */
export const portCheck: Check = {
  name: 'Port credentials',
  async run(context, signal) {
    const { port, integration } = context.settings;
    if (!context.hasPortCredentials) {
      return [
        {
          status: 'warning',
          message: 'none are set: resync can write NDJSON only',
          fix: 'to write to Port, set OCEAN__PORT__CLIENT_ID and OCEAN__PORT__CLIENT_SECRET',
        },
      ];
    }
    const { id } = await findOrganization(context.port, signal);
    const { baseUrl } = port;
    return [
      {
        status: 'ok',
        message: `organization ${id} at ${baseUrl}`,
        details: [{ organization: id, baseUrl, ...integration }],
      },
    ];
  },
};

/** Does Port have the integration, with the right type? */
export const integrationCheck: Check = {
  name: 'Port integration',
  async run(context) {
    if (!context.hasPortCredentials) return [];
    const { type, identifier } = context.settings.integration;
    const record = await context.integration().catch((error: unknown) => {
      throw new NotChecked('not checked: Port does not answer as expected', { cause: error });
    });
    if (record === undefined) {
      return [
        {
          status: 'warning',
          message: `${identifier} is not in Port yet`,
          fix: 'longshore serve creates it; to take over an existing one, set OCEAN__INTEGRATION__IDENTIFIER',
        },
      ];
    }
    const theirs = record.installationAppType ?? record.installationType ?? type;
    if (theirs.toLowerCase() !== type) {
      return [
        {
          status: 'warning',
          message: `${identifier} is of type ${theirs} in Port, and ${type} in the settings: entities are owned under another name`,
          fix: `set OCEAN__INTEGRATION__TYPE=${theirs}, or choose another OCEAN__INTEGRATION__IDENTIFIER`,
        },
      ];
    }
    const hasMapping = Object.keys(record.config ?? {}).length > 0;
    return [
      {
        status: 'ok',
        message: `${identifier} (${type})${hasMapping ? ', with a mapping' : ', without a mapping: the default one is used'}`,
        details: [{ identifier, type, hasMapping }],
      },
    ];
  },
};
