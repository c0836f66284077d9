import { DAY_MS } from '../../results/cost-result.ts';
import type { ActualPeriod } from '../../actual/actual-period.ts';
import type { ResourceDescriptor } from '../protocol/finfocus/v1/resource.generated.ts';
import { PluginRefusal } from './plugin-refusal.ts';

/** Resources of one batch, as the protocol allows them. */
export const MOST_IN_BATCH = 1_000;
/** Tags of one resource. */
const MOST_TAGS = 256;
/** A longer name is no name: it would come back in messages. */
const LONGEST_NAME = 2_048;
const LONGEST_PERIOD_DAYS = 5 * 366;

/**
 * A resource whose price can be asked for: provider, type, SKU and region are there.
 *
 * @throws {PluginRefusal} for one that lacks a field
 */
export function checkedResource(
  resource: ResourceDescriptor | undefined,
  needed: readonly ('provider' | 'resourceType' | 'sku' | 'region')[],
): ResourceDescriptor {
  if (resource === undefined) throw missing('resource');
  for (const field of needed) if (resource[field].trim() === '') throw missing(FIELDS[field]);
  for (const field of ['provider', 'resourceType', 'sku', 'region', 'id', 'arn'] as const) {
    if (resource[field].length > LONGEST_NAME) {
      throw new PluginRefusal('too-large', `${FIELDS[field]} has over ${LONGEST_NAME} characters`);
    }
  }
  if (Object.keys(resource.tags).length > MOST_TAGS) {
    throw new PluginRefusal('too-large', `the resource has over ${MOST_TAGS} tags`, {
      details: { field: 'tags' },
    });
  }
  return resource;
}

/** The fields without which no projection is made. */
export const PROJECTION_FIELDS = ['provider', 'resourceType', 'sku', 'region'] as const;

const FIELDS = {
  provider: 'provider',
  resourceType: 'resource_type',
  sku: 'sku',
  region: 'region',
  id: 'id',
  arn: 'arn',
} as const;

/** @throws {PluginRefusal} for a period that lacks an end, or ends before it starts */
export function checkedPeriod(start: Date | undefined, end: Date | undefined): ActualPeriod {
  if (start === undefined) throw missing('start', 'invalid-time');
  if (end === undefined) throw missing('end', 'invalid-time');
  const [from, to] = [start.getTime(), end.getTime()];
  if (Number.isNaN(from) || Number.isNaN(to)) {
    throw new PluginRefusal('invalid-time', 'start or end is no date');
  }
  if (to <= from) {
    throw new PluginRefusal('invalid-time', 'end must be after start', {
      details: { start: start.toISOString(), end: end.toISOString() },
    });
  }
  if (to - from > LONGEST_PERIOD_DAYS * DAY_MS) {
    throw new PluginRefusal('invalid-time', `the period is over ${LONGEST_PERIOD_DAYS} days`);
  }
  return { start: from, end: to };
}

/** @throws {PluginRefusal} for a field that is empty */
export function missing(
  field: string,
  reason: 'invalid-request' | 'invalid-time' = 'invalid-request',
): PluginRefusal {
  return new PluginRefusal(reason, `${field} is required`, { details: { field } });
}
