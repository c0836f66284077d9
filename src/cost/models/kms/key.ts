import { z } from 'zod';
import { decimal, smaller } from '../../money/decimal.ts';
import type { Component } from '../cost-model.ts';
import { computedUsage } from '../computed-usage.ts';
import { defineCostModel } from '../define-cost-model.ts';

/** The first and the second rotation of a key cost as much as the key; further ones are free. */
const CHARGED_ROTATIONS = decimal(2);

const Properties = z.object({
  /** AWS does not charge for the keys that it manages. */
  KeyManager: z.string().optional(),
  /** Keys that wait for their deletion are not charged. */
  KeyState: z.string().optional(),
  KeySpec: z.string().optional(),
  KeyRotationEnabled: z.boolean().optional(),
  OnDemandRotationStartDate: z.string().optional(),
});

/** Each primary and each replica of a multi-Region key is a key of its own. @see https://aws.amazon.com/kms/pricing/ */
export const KmsKeyCost = defineCostModel({
  kind: 'AWS::KMS::Key',
  pricing: 'https://aws.amazon.com/kms/pricing/',
  properties: Properties,
  prices: {
    key: {
      service: 'awskms',
      family: 'Encryption Key',
      usageType: 'KMS-Keys',
      key: [],
      unit: 'Keys-Mo',
    },
    requests: {
      service: 'awskms',
      // The rows of asymmetric keys and of data key pairs have no family.
      family: ['API Request', ''],
      usageType: [
        'KMS-Requests',
        'KMS-Requests-Asymmetric',
        'KMS-Requests-Asymmetric-RSA_2048',
        'KMS-Requests-GenerateDatakeyPair-ECC',
        'KMS-Requests-GenerateDatakeyPair-RSA',
      ],
      key: ['usagetype'],
      unit: 'Requests',
    },
  },
  usage: {
    monthly_requests: 'API calls with the key a month',
    monthly_ecc_data_key_pair_requests: 'calls a month that generate ECC data key pairs',
    monthly_rsa_data_key_pair_requests: 'calls a month that generate RSA data key pairs',
    key_rotations: 'rotations of the key so far',
  },
  plan: {
    terraform: [
      'aws_kms_key',
      'aws_kms_external_key',
      'aws_kms_replica_key',
      'aws_kms_replica_external_key',
    ],
    pulumi: [
      'aws:kms/key:Key',
      'aws:kms/externalKey:ExternalKey',
      'aws:kms/replicaKey:ReplicaKey',
      'aws:kms/replicaExternalKey:ReplicaExternalKey',
    ],
    properties: (values) => ({
      KeyManager: 'CUSTOMER',
      // A replica has the type of its primary key, which is in another region.
      KeySpec:
        values.value('primary_key_arn') === undefined
          ? (values.text('customer_master_key_spec') ?? 'SYMMETRIC_DEFAULT')
          : undefined,
      KeyRotationEnabled: values.flag('enable_key_rotation'),
    }),
  },
  components(key, { price, usage }) {
    const { KeyManager, KeySpec } = key;
    if (KeyManager === 'AWS' || isDeleted(key.KeyState)) return [];
    const requests = (
      name: string,
      usageType: string | undefined,
      measured: string,
    ): Component => ({
      name,
      price: price('requests', usageType),
      quantity: usage(measured),
    });
    const pairs = (type: 'ECC' | 'RSA'): Component[] => {
      const measured = `monthly_${type.toLowerCase()}_data_key_pair_requests`;
      if (usage(measured).measured === undefined) return [];
      const usageType = `KMS-Requests-GenerateDatakeyPair-${type}`;
      return [requests(`${type} data key pair requests`, usageType, measured)];
    };
    const rotations: Component = {
      name: 'rotations',
      price: price('key'),
      quantity: computedUsage([usage('key_rotations')], (count = decimal(0)) =>
        smaller(count, CHARGED_ROTATIONS),
      ),
    };
    const isRotated =
      key.KeyRotationEnabled === true || key.OnDemandRotationStartDate !== undefined;
    return [
      { name: 'key', price: price('key'), quantity: KeyManager === undefined ? undefined : 1 },
      ...(isRotated ? [rotations] : []),
      requests(
        'requests',
        KeySpec === undefined ? undefined : requestsOf(KeySpec),
        'monthly_requests',
      ),
      ...pairs('ECC'),
      ...pairs('RSA'),
    ];
  },
});

function isDeleted(state: string | undefined): boolean {
  return state === 'PendingDeletion' || state === 'PendingReplicaDeletion';
}

/** The usage type of calls with a key. HMAC keys are charged as symmetric ones. */
function requestsOf(spec: string): string {
  if (spec === 'SYMMETRIC_DEFAULT' || spec.startsWith('HMAC_')) return 'KMS-Requests';
  return spec === 'RSA_2048' ? 'KMS-Requests-Asymmetric-RSA_2048' : 'KMS-Requests-Asymmetric';
}
