import { Readable } from 'node:stream';
import type { PieceLimits } from '../../../src/cost/engine/plans/json-pieces.ts';
import type { Plan, PlannedResource } from '../../../src/cost/engine/plans/planned-resource.ts';
import { readPlan } from '../../../src/cost/engine/plans/read-plan.ts';

/** Reads a document, or a text, as it comes from a pipe: in small pieces. */
export async function planOf(
  document: unknown,
  { region, limits }: { readonly region?: string; readonly limits?: PieceLimits } = {},
): Promise<Plan> {
  const text = typeof document === 'string' ? document : JSON.stringify(document);
  const bytes = Buffer.from(text);
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 61) pieces.push(bytes.subarray(at, at + 61));
  const { signal } = new AbortController();
  return await readPlan(Readable.from(pieces), { signal, region, ...(limits && { limits }) });
}

/** The only resource of a document. */
export async function resourceOf(document: unknown): Promise<PlannedResource> {
  const { resources } = await planOf(document);
  const [only] = resources;
  if (only === undefined || resources.length > 1) throw new Error(`${resources.length} resources`);
  return only;
}

export const VOLUME = 'aws:ebs/volume:Volume';

export function urn(type: string, name: string, parent = ''): string {
  return `urn:pulumi:dev::shop::${parent}${type}::${name}`;
}

/** A state of a volume, as Pulumi writes it. */
export function volume(inputs: object, more: object = {}): object {
  return { urn: urn(VOLUME, 'data'), custom: true, type: VOLUME, inputs, ...more };
}

/** A preview with these steps. */
export function preview(steps: readonly object[], more: object = {}): object {
  return { config: { 'aws:region': 'eu-west-1' }, steps, ...more };
}

export function step(op: string, more: object): object {
  return { op, urn: urn(VOLUME, 'data'), ...more };
}

/** A plan of Terraform with these changes. */
export function terraformPlan(changes: readonly object[], configuration: object = {}): object {
  return {
    format_version: '1.2',
    terraform_version: '1.9.0',
    resource_changes: changes,
    configuration: {
      provider_config: {
        aws: { name: 'aws', expressions: { region: { constant_value: 'eu-west-1' } } },
      },
      ...configuration,
    },
  };
}

export function change(
  address: string,
  actions: readonly string[],
  sides: object,
  more: object = {},
): object {
  const [type = '', name = ''] = address
    .replaceAll(/\[[^\]]*\]/g, '')
    .split('.')
    .slice(-2);
  return { address, mode: 'managed', type, name, change: { actions, ...sides }, ...more };
}
