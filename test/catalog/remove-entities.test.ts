import { describe, expect, test } from '@jest/globals';
import { removeEntities } from '../../src/catalog/remove-entities.ts';
import type { EntitySource } from '../../src/catalog/state/entity-record.ts';
import type { EntityTarget } from '../../src/catalog/write/entity-target.ts';
import { WriteFailures } from '../../src/catalog/write/write-failures.ts';
import type { MappedEntity } from '../../src/mapping/mapped.ts';
import { MemoryPlace } from './memory-entity-state.ts';

const SCOPE = { kind: 'AWS::EC2::SecurityGroup', accountId: '111122223333', region: 'eu-west-1' };
const OWN: EntitySource = { ...SCOPE, mapping: 1, keys: 'all' };
/** The source of an entity that Port had before the first run. */
const UNKNOWN: EntitySource = { ...OWN, kind: '', accountId: '', region: '' };
const OTHERS: EntitySource = { ...OWN, accountId: '444455556666' };

const GROUP: MappedEntity = {
  entity: { blueprint: 'ec2SecurityGroup', identifier: 'sg-0a' },
  mapping: 1,
  resource: ['sg-0a'],
  hasQueries: false,
  isPartial: false,
  isSelected: true,
};

/** The result for a group that AWS does not know here, when these sources made its entity. */
async function removed(
  sources: readonly EntitySource[],
  takesUnknown?: boolean,
): Promise<readonly string[]> {
  const store = await new MemoryPlace().open();
  const { blueprint } = GROUP.entity;
  await store.put(
    sources.map((source) => ({
      blueprint,
      identifier: 'sg-0a',
      source,
      hash: new Uint8Array(16),
      resource: ['sg-0a'],
    })),
  );
  const deleted: string[] = [];
  const target: Pick<EntityTarget, 'delete'> = {
    delete(_, identifiers) {
      deleted.push(...identifiers);
      return Promise.resolve(
        new Map(identifiers.map((one) => [one, { status: 'deleted' as const }])),
      );
    },
  };
  await removeEntities([GROUP], SCOPE, {
    store,
    target: target as EntityTarget, // it does nothing else
    failures: new WriteFailures(),
    ...(takesUnknown !== undefined && { takesUnknown }),
  });
  return deleted;
}

describe('an entity of a missing resource', () => {
  test('is deleted when this scope made it', async () => {
    expect(await removed([OWN])).toEqual(['sg-0a']);
  });

  test('is deleted when its origin is unknown, and the resource was deleted here', async () => {
    expect(await removed([UNKNOWN], true)).toEqual(['sg-0a']);
  });

  test('stays when its origin is unknown, and a record only names the resource', async () => {
    expect(await removed([UNKNOWN], false)).toEqual([]);
  });

  test('stays when another scope makes it', async () => {
    expect(await removed([OTHERS])).toEqual([]);
    expect(await removed([OWN, OTHERS])).toEqual([]);
  });
});
