import { z } from 'zod';
import { defineCostModel } from '../define-cost-model.ts';

const Properties = z.object({
  /** Secrets that wait for their deletion are not charged. */
  DeletedDate: z.string().optional(),
});

/**
 * AWS charges a replica as a secret of its own. It is listed in its own region, so that a secret costs the same with
 * and without replicas.
 *
 * @see https://aws.amazon.com/secrets-manager/pricing/
 */
export const SecretsManagerSecretCost = defineCostModel({
  kind: 'AWS::SecretsManager::Secret',
  pricing: 'https://aws.amazon.com/secrets-manager/pricing/',
  properties: Properties,
  prices: {
    secret: {
      service: 'AWSSecretsManager',
      family: 'Secret',
      usageType: ['AWSSecretsManager-Secrets', 'AWSSecretsManager-Secret'],
      key: [],
      unit: 'Secrets-Mo',
    },
    requests: {
      service: 'AWSSecretsManager',
      family: 'API Request',
      usageType: 'AWSSecretsManagerAPIRequest',
      key: [],
      unit: 'Requests',
    },
  },
  usage: { monthly_requests: 'API calls a month' },
  plan: {
    terraform: ['aws_secretsmanager_secret'],
    pulumi: ['aws:secretsmanager/secret:Secret'],
    properties: {},
    inside: (values) =>
      values.blocks('replica').flatMap((replica) => {
        const region = replica.text('region');
        const part = { kind: 'AWS::SecretsManager::Secret', properties: {} };
        return region === undefined ? [] : [{ ...part, name: `replica in ${region}`, region }];
      }),
  },
  components: ({ DeletedDate }, { price, usage }) =>
    DeletedDate === undefined
      ? [
          { name: 'secret', price: price('secret'), quantity: 1 },
          { name: 'requests', price: price('requests'), quantity: usage('monthly_requests') },
        ]
      : [],
});
