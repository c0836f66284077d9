import path from 'node:path';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { longshore, type CommandResult } from '../../helpers/command.ts';
import { preview, step, urn, volume } from './plan-documents.ts';

/** The simulated prices that come with the demo. */
export const PRICES = path.resolve('demo/prices.ndjson.gz');

/** What `cost projected --output json` prints, as far as tests look at it. */
export const Document = z.object({
  summary: z.object({ totalMonthly: z.number().nullable(), totalResources: z.number() }),
  resources: z.array(z.record(z.string(), z.unknown())),
});

/** A volume that grows, a role that stays, and a new cluster that no model prices. */
export const STACK = preview(
  [
    step('update', {
      oldState: volume({ size: 10, type: 'gp3' }),
      newState: volume({ size: 30, type: 'gp3' }),
    }),
    { op: 'same', urn: urn('aws:iam/role:Role', 'job'), newState: { custom: true, inputs: {} } },
    { op: 'create', urn: urn('aws:docdb/cluster:Cluster', 'db'), inputs: {} },
  ],
  { config: { 'aws:region': 'us-east-1' } },
);

/** `longshore cost projected` of a document, or of a text, in a folder. */
export async function projected(
  folder: string,
  document: unknown,
  ...flags: readonly string[]
): Promise<CommandResult> {
  const text = typeof document === 'string' ? document : JSON.stringify(document);
  const args = ['cost', 'projected', '--plan', '-', '--prices', PRICES, ...flags];
  return await longshore(args, { cwd: folder, stdin: Readable.from([Buffer.from(text)]) });
}
