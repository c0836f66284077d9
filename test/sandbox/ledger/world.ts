import { BCMDataExportsClient } from '@aws-sdk/client-bcm-data-exports';
import { CostExplorerClient } from '@aws-sdk/client-cost-explorer';
import { GetObjectCommand, S3Client, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import type { EstateOptions } from '../../../src/sandbox/estate/estate.ts';
import { startSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts';
import type { SandboxOptions } from '../../../src/sandbox/sandbox-options.ts';
import { ambientKeys, settings, type Keys } from '../clients.ts';

/** An organization with a bit of everything that is charged for. */
export const ESTATE = {
  seed: 'ledger world',
  accounts: 2,
  usedRegions: 2,
  suspendedEvery: 0,
  today: new Date('2026-10-20T00:00:00Z'),
  'AWS::EC2::Instance': 9,
  'AWS::EC2::Volume': 8,
  'AWS::EC2::NatGateway': 2,
  'AWS::S3::Bucket': 1,
  'AWS::Lambda::Function': 1,
  'AWS::RDS::DBInstance': 1,
  'AWS::DynamoDB::Table': 1,
  'AWS::SQS::Queue': 2,
} as const satisfies EstateOptions;

/** A clock that tests move. */
export class Clock {
  time: string;

  constructor(time: string) {
    this.time = time;
  }

  readonly now = (): Date => new Date(this.time);
}

/** A sandbox with a ledger at a time. */
export function ledgerSandbox(
  clock: Clock,
  options: Omit<SandboxOptions, 'estate' | 'now'> & { readonly estate?: EstateOptions } = {},
): Promise<Sandbox> {
  return startSandbox({ estate: ESTATE, now: clock.now, ...options });
}

export function explorerOf(
  sandbox: Sandbox,
  keys: Keys = ambientKeys(sandbox),
): CostExplorerClient {
  return new CostExplorerClient(slow(settings(sandbox, 'us-east-1', keys)));
}

export function exportsOf(sandbox: Sandbox): BCMDataExportsClient {
  return new BCMDataExportsClient(slow(settings(sandbox)));
}

export function s3Of(sandbox: Sandbox, keys: Keys = ambientKeys(sandbox)): S3Client {
  return new S3Client({ ...slow(settings(sandbox, 'us-east-1', keys)), forcePathStyle: true });
}

/** Sums over months take longer than other answers. */
function slow({ endpoint, region, credentials, maxAttempts }: ReturnType<typeof settings>) {
  return { endpoint, region, credentials, maxAttempts };
}

export function bucketOf(sandbox: Sandbox): string {
  return `acme-billing-exports-${sandbox.managementAccountId}`;
}

export async function bytesOf(s3: S3Client, Bucket: string, Key: string): Promise<Buffer> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

export async function keysOf(s3: S3Client, Bucket: string, Prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix })) {
    keys.push(...Contents.flatMap(({ Key }) => Key ?? []));
  }
  return keys;
}

/** The part of a manifest that says which files to take. */
export const Manifest = z.looseObject({
  dataFiles: z.array(z.string()).optional(),
  reportKeys: z.array(z.string()).optional(),
  columns: z.array(z.looseObject({ name: z.string(), category: z.string().optional() })),
});

/** The rows of a month by its manifest, for an export as gzipped CSV. */
export async function csvRows(
  s3: S3Client,
  bucket: string,
  manifestKey: string,
): Promise<Record<string, string>[]> {
  const manifest = Manifest.parse(JSON.parse((await bytesOf(s3, bucket, manifestKey)).toString()));
  const keys =
    manifest.reportKeys ?? manifest.dataFiles?.map((url) => url.slice(`s3://${bucket}/`.length));
  const rows: Record<string, string>[] = [];
  for (const key of keys ?? []) {
    const [header = [], ...lines] = parseCsv(gunzipSync(await bytesOf(s3, bucket, key)).toString());
    for (const line of lines) {
      rows.push(Object.fromEntries(header.map((name, index) => [name, line[index] ?? ''])));
    }
  }
  return rows;
}

function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (let at = 0; at < text.length;) {
    let end: number;
    if (text[at] === '"') {
      end = text.indexOf('"', at + 1);
      while (text[end + 1] === '"') end = text.indexOf('"', end + 2);
      row.push(text.slice(at + 1, end).replaceAll('""', '"'));
      end += 1;
    } else {
      end = at;
      while (end < text.length && text[end] !== ',' && text[end] !== '\n') end += 1;
      row.push(text.slice(at, end));
    }
    if (text[end] !== ',') {
      rows.push(row);
      row = [];
    } else if (text[end + 1] === '\n') {
      rows.push([...row, '']);
      row = [];
      end += 1;
    }
    at = end + 1;
  }
  return rows;
}

/** The exact sum of decimals, in units of 10^-10. */
export function sum(amounts: Iterable<string | undefined>): bigint {
  let total = 0n;
  for (const amount of amounts) total += units(amount ?? '0');
  return total;
}

function units(text: string): bigint {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const value = BigInt(`${whole}${fraction.slice(0, 10).padEnd(10, '0')}`);
  return text.startsWith('-') ? -value : value;
}

/** Sums by a key. */
export function sumsBy<Row>(
  rows: Iterable<Row>,
  keyOf: (row: Row) => string,
  amountOf: (row: Row) => string | undefined,
): Record<string, bigint> {
  const sums: Record<string, bigint> = {};
  for (const row of rows) {
    const key = keyOf(row);
    sums[key] = (sums[key] ?? 0n) + sum([amountOf(row)]);
  }
  return sums;
}
