import { z } from 'zod';
import type { FoundKind } from './registry.ts';

/** Clients that no kind's definition imports, and what Longshore calls them for. */
const SHARED_CLIENTS: Readonly<Record<string, string>> = {
  '@aws-sdk/client-account': 'the regions of each account',
  '@aws-sdk/client-bcm-data-exports': 'the exports of the bill, for `cost collect`',
  '@aws-sdk/client-budgets': 'budgets, for `cost collect`',
  '@aws-sdk/client-cloudcontrol': 'other CloudFormation types',
  '@aws-sdk/client-cloudformation': 'checking the names of other CloudFormation types',
  '@aws-sdk/client-cloudwatch': 'usage, where paid calls are allowed',
  '@aws-sdk/client-compute-optimizer': 'recommendations, for `cost collect`',
  '@aws-sdk/client-cost-explorer': 'cost, where paid calls are allowed',
  '@aws-sdk/client-cost-optimization-hub': 'recommendations, for `cost collect`',
  '@aws-sdk/client-pricing': 'prices, where cost is on',
  '@aws-sdk/client-resource-groups-tagging-api': 'tags of several kinds',
  '@aws-sdk/client-sts': 'assuming roles',
};
/** The placeholder in the table. Endpoint rules accept any name in the form of a region as one of partition `aws`. */
const REGION = 'eu-example-1';
const BUCKET = 'my-bucket';

/** Every SDK client resolves its endpoint alike, but the SDK has no common type for it. */
const Client = z.object({
  config: z.object({
    endpointProvider: z.custom<(parameters: object) => { readonly url: URL }>(
      (value) => typeof value === 'function',
    ),
  }),
});
type ClientClass = new (options: object) => unknown;

/**
 * The AWS hosts that Longshore calls, as a table: one row per SDK client, from the SDK's own endpoint rules.
 *
 * @param packages the dependencies in `package.json`
 * @throws when a client is used neither by a kind nor for a purpose that is described here
 */
export async function awsHostsTable(
  packages: readonly string[],
  kinds: readonly (FoundKind & { readonly source: string })[],
): Promise<string> {
  const purposes = new Map<string, Set<string>>();
  for (const name of packages.filter((each) => each.startsWith('@aws-sdk/client-')).sort()) {
    const users = kinds.filter(({ source }) => source.includes(`from '${name}'`));
    const shared = SHARED_CLIENTS[name];
    if (shared === undefined && users.length === 0)
      throw new Error(`scripts/generate/aws-hosts.ts must describe what ${name} is used for`);
    const texts = [...(shared === undefined ? users.map(({ kind }) => `\`${kind}\``) : [shared])];
    if (name === '@aws-sdk/client-organizations') texts.push('the list of accounts');
    for (const host of await hostsOf(name))
      purposes.set(host, new Set([...(purposes.get(host) ?? []), ...texts]));
  }
  const rows = [...purposes]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([host, texts]) => `| \`${host}\` | ${[...texts].join(', ')} |`);
  return ['| host | used for |', '| --- | --- |', ...rows].join('\n');
}

async function hostsOf(name: string): Promise<readonly string[]> {
  const loaded = z.record(z.string(), z.unknown()).parse(await import(name));
  const ClientOfPackage = Object.entries(loaded).find(
    (entry): entry is [string, ClientClass] =>
      /^[A-Z]\w+Client$/.test(entry[0]) && typeof entry[1] === 'function',
  )?.[1];
  if (ClientOfPackage === undefined) throw new Error(`${name} exports no client`);
  const { config } = Client.parse(new ClientOfPackage({ region: REGION }));
  const standard = { UseFIPS: false, UseDualStack: false, UseGlobalEndpoint: false };
  const inputs = name === '@aws-sdk/client-s3' ? [{}, { Bucket: BUCKET }] : [{}];
  return inputs.map((input) =>
    config
      .endpointProvider({ Region: REGION, ...standard, ...input })
      .url.host.replace(BUCKET, 'BUCKET')
      .replace(REGION, 'REGION'),
  );
}
