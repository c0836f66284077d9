import type { CostExample, ExampleRow } from '../cost-example.ts';

/** Prices of eu-west-1. KMS has the name of the region before its usage types. */
const ROWS: readonly ExampleRow[] = [
  row('Encryption Key', 'KMS-Keys', 'Keys', '1.0000000000'),
  row('API Request', 'KMS-Requests', 'Requests', '0.0000030000'),
  row('', 'KMS-Requests-Asymmetric', 'Requests', '0.0000150000'),
  row('', 'KMS-Requests-Asymmetric-RSA_2048', 'Requests', '0.0000030000'),
  row('', 'KMS-Requests-GenerateDatakeyPair-ECC', 'Requests', '0.0000100000'),
  row('', 'KMS-Requests-GenerateDatakeyPair-RSA', 'Requests', '0.0012000000'),
];

function row(family: string, usageType: string, unit: string, price: string): ExampleRow {
  const attributes = { usagetype: `eu-west-1-${usageType}` };
  return { service: 'awskms', family, attributes, unit, price };
}

const KeyId = '503a68df-0000-4000-8000-000000000000';
const KEY = { KeyId, Arn: `arn:aws:kms:eu-west-1:210000000000:key/${KeyId}` };

export const EXAMPLES: readonly CostExample[] = [
  {
    title: 'a key that was rotated three times, where AWS charges for two',
    region: 'eu-west-1',
    properties: {
      ...KEY,
      KeyManager: 'CUSTOMER',
      KeyState: 'Enabled',
      KeySpec: 'SYMMETRIC_DEFAULT',
      KeyRotationEnabled: true,
    },
    usage: {
      monthly_requests: 1_000_000,
      monthly_ecc_data_key_pair_requests: 10_000,
      monthly_rsa_data_key_pair_requests: 1_000,
      key_rotations: 3,
    },
    rows: ROWS,
    monthly: {
      key: '1',
      rotations: '2',
      requests: '3',
      'ECC data key pair requests': '0.1',
      'RSA data key pair requests': '1.2',
    },
    plan: {
      terraform: { type: 'aws_kms_key', values: { enable_key_rotation: true } },
      pulumi: { type: 'aws:kms/key:Key', values: { enableKeyRotation: true } },
    },
  },
  {
    title: 'a disabled multi-Region replica of an asymmetric key, with unknown requests',
    region: 'eu-west-1',
    properties: {
      ...KEY,
      KeyManager: 'CUSTOMER',
      KeyState: 'Disabled',
      KeySpec: 'ECC_NIST_P256',
      MultiRegion: true,
    },
    rows: ROWS,
    monthly: { key: '1' },
    unpriced: { requests: 'usage' },
    plan: {
      terraform: { type: 'aws_kms_replica_key', values: { enabled: false } },
      pulumi: { type: 'aws:kms/replicaKey:ReplicaKey', values: { enabled: false } },
    },
  },
  {
    title: 'an RSA key of 2,048 bits',
    region: 'eu-west-1',
    properties: { ...KEY, KeyManager: 'CUSTOMER', KeyState: 'Enabled', KeySpec: 'RSA_2048' },
    usage: { monthly_requests: 1_000_000 },
    rows: ROWS,
    monthly: { key: '1', requests: '3' },
  },
  {
    title: 'an elliptic curve key',
    region: 'eu-west-1',
    properties: { ...KEY, KeyManager: 'CUSTOMER', KeyState: 'Enabled', KeySpec: 'ECC_NIST_P256' },
    usage: { monthly_requests: 1_000_000 },
    rows: ROWS,
    monthly: { key: '1', requests: '15' },
  },
  {
    title: 'a key that AWS manages',
    region: 'eu-west-1',
    properties: { ...KEY, KeyManager: 'AWS', KeyState: 'Enabled', KeyRotationEnabled: true },
    rows: ROWS,
    monthly: {},
  },
  {
    title: 'a key that waits for its deletion',
    region: 'eu-west-1',
    properties: { ...KEY, KeyManager: 'CUSTOMER', KeyState: 'PendingDeletion' },
    rows: ROWS,
    monthly: {},
  },
];
