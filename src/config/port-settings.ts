import { z } from 'zod';
import { ownSetting, settingText, settingUrl } from './setting.ts';

/** The integration that Longshore replaces. Port identifies its entities by this name. */
const INTEGRATION_TYPE = 'aws-v3';

/** Port's API in the EU. */
export const DEFAULT_BASE_URL = 'https://api.getport.io';

/** The settings of Ocean's core: how Port identifies the installation, and how to reach Port. */
export const PORT_SETTINGS = {
  integrationType: ownSetting('integrationType', {
    env: ['OCEAN__INTEGRATION__TYPE'],
    description: 'Type of the integration in Port; part of the name under which it owns entities.',
    schema: settingText
      .default(INTEGRATION_TYPE)
      .transform((type) => type.toLowerCase())
      .pipe(z.string()),
    defaultText: INTEGRATION_TYPE,
  }),
  integrationIdentifier: ownSetting('integrationIdentifier', {
    env: ['OCEAN__INTEGRATION__IDENTIFIER'],
    description: 'Identifier of the integration in Port. Keep it to take over what it owns.',
    schema: settingText.optional(),
    defaultText: 'my-<integrationType>-integration',
  }),
  portBaseUrl: ownSetting('portBaseUrl', {
    env: ['OCEAN__PORT__BASE_URL'],
    description: 'Where Port’s API is; https://api.us.port.io for the US.',
    schema: settingUrl.default(DEFAULT_BASE_URL),
    defaultText: DEFAULT_BASE_URL,
  }),
  portClientId: ownSetting('portClientId', {
    env: ['OCEAN__PORT__CLIENT_ID'],
    description: 'Client id of the credentials for Port.',
    schema: settingText.optional(),
    secret: true,
  }),
  portClientSecret: ownSetting('portClientSecret', {
    env: ['OCEAN__PORT__CLIENT_SECRET'],
    description: 'The secret of portClientId.',
    schema: settingText.optional(),
    secret: true,
  }),
} as const;
