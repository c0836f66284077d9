import type { Readable } from 'node:stream';
import { z } from 'zod';
import { ConfigurationError, messageOf } from '../lib/errors.ts';
import { linesOf } from '../lib/lines.ts';
import type { Entity } from '../mapping/entity.ts';
import type { FaultSink } from '../mapping/fault.ts';
import { parseExact } from '../mapping/jq/exact-json.ts';
import type { MappedBatch } from '../mapping/mapped.ts';
import type { Mapper } from '../mapping/mapper.ts';

const RawItem = z.looseObject({ Type: z.string() });
type RawItem = z.output<typeof RawItem>;

/** Items mapped at once, and the most characters of them: items may be large. */
const BATCH = 500;
const BATCH_CHARACTERS = 8_000_000;

/** The number of raw items mapped, and of their entities. */
export interface ItemCounts {
  items: number;
  entities: number;
  /** Items that selectors excluded and no selector matched. */
  filtered: number;
  /** Items of kinds without a block in the mapping. */
  others: number;
}

/**
 * Maps raw items (one JSON item per line) to entities, one batch at a time.
 *
 * @param name the input's name in errors
 * @returns the counts of all items
 * @throws {ConfigurationError} naming the line that is not a raw item
 */
export async function* mapItems(
  input: Readable,
  name: string,
  mapper: Mapper,
  faults: FaultSink,
  signal: AbortSignal,
): AsyncGenerator<readonly Entity[], ItemCounts> {
  const kinds = new Set(mapper.mappings.map(({ kind }) => kind));
  const counts: ItemCounts = { items: 0, entities: 0, filtered: 0, others: 0 };
  for await (const batch of itemBatches(input, name, signal)) {
    counts.items += batch.length;
    const entities: Entity[] = [];
    for (const [kind, members] of byKind(batch)) {
      if (!kinds.has(kind)) counts.others += members.length;
      const inputs = members.map((item) => ({ item }));
      const blocks = await mapper.map(kind, inputs, faults, signal);
      counts.filtered += filteredByAll(blocks);
      for (const { entity, isSelected } of blocks.flatMap((block) => block.entities)) {
        if (isSelected) entities.push(entity);
      }
    }
    counts.entities += entities.length;
    yield entities;
  }
  return counts;
}

/** Inputs that a block excluded and no block matched. */
function filteredByAll(blocks: readonly MappedBatch[]): number {
  const filtered = new Set(blocks.flatMap(({ filteredInputs }) => [...filteredInputs]));
  const selected = new Set(blocks.flatMap(({ selectedInputs }) => [...selectedInputs]));
  return [...filtered].filter((input) => !selected.has(input)).length;
}

function byKind(items: readonly RawItem[]): ReadonlyMap<string, readonly RawItem[]> {
  const groups = new Map<string, RawItem[]>();
  for (const item of items) {
    const group = groups.get(item.Type) ?? [];
    groups.set(item.Type, group);
    group.push(item);
  }
  return groups;
}

async function* itemBatches(
  input: Readable,
  name: string,
  signal: AbortSignal,
): AsyncGenerator<readonly RawItem[], void> {
  let characters = 0;
  let batch: RawItem[] = [];
  let number = 0;
  try {
    for await (const line of linesOf(input)) {
      number += 1;
      if (line.trim() === '') continue;
      batch.push(itemOf(line, `${name}:${number}`));
      characters += line.length;
      if (batch.length < BATCH && characters < BATCH_CHARACTERS) continue;
      yield batch;
      batch = [];
      characters = 0;
    }
  } catch (error) {
    if (error instanceof ConfigurationError || signal.aborted) throw error;
    throw new ConfigurationError(`cannot read ${name}: ${messageOf(error)}`, {
      cause: error,
      remedy: 'pass a file of raw items, for example one written by longshore resync --output',
    });
  }
  if (batch.length > 0) yield batch;
}

function itemOf(line: string, place: string): RawItem {
  let value: unknown;
  try {
    value = parseExact(line);
  } catch (error) {
    throw new ConfigurationError(`${place}: not JSON`, {
      cause: error,
      remedy: 'write one raw item per line, as JSON',
    });
  }
  const item = RawItem.safeParse(value);
  if (item.success) return item.data;
  throw new ConfigurationError(`${place}: not a raw item: it has no Type`, {
    remedy: 'pass raw items such as {"Type":"AWS::SQS::Queue","Properties":{…}}',
  });
}
