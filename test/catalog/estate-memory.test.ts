import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  EstateMemory,
  type AcceptedRemovals,
  type Estate,
  type EstateChange,
} from '../../src/catalog/state/estate-memory.ts';
import { failureOf } from '../port/port-world.ts';
import { OWNER } from './store-folder.ts';

const [ONE, TWO, THREE] = ['111111111111', '222222222222', '333333333333'] as const;
const REGIONS = ['eu-west-1', 'us-east-1'];

function organization(...accounts: readonly string[]): Estate {
  return {
    listedBy: 'organization',
    accounts,
    regions: new Map(accounts.map((account) => [account, REGIONS])),
  };
}

function settingsOf(...accounts: readonly string[]): Estate {
  return { ...organization(...accounts), listedBy: 'settings' };
}

describe('what a run remembers of accounts and regions', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'longshore-estate-'));
    file = path.join(folder, 'estate.json');
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** A run with this estate; what it found missing. */
  async function run(
    estate: Estate,
    { settings = 'same', accepted }: { settings?: string; accepted?: AcceptedRemovals } = {},
  ): Promise<EstateChange> {
    const memory = await EstateMemory.open(file, OWNER);
    const change = memory.compare(estate, settings, accepted);
    await memory.save(estate, change, { settings, mapping: 'mapping' });
    return change;
  }

  test('the first run remembers nothing: nothing counts as removed', async () => {
    const change = await run(organization(ONE, TWO));

    expect(change.isKnown).toBe(false);
    expect(change.isWhole).toBe(false);
    expect(change.isRemoved(THREE)).toBe(false);
  });

  test('an account that a whole organization lost is removed, and stays so', async () => {
    await run(organization(ONE, TWO));

    const lost = await run(organization(ONE));
    const later = await run(organization(ONE));

    expect(lost.isRemoved(TWO)).toBe(true);
    expect(lost.isWhole).toBe(true);
    expect(later.isRemoved(TWO)).toBe(true);
  });

  test.each([
    ['accounts that settings name', settingsOf(ONE, TWO, THREE), settingsOf(ONE), 'same'],
    [
      'an organization that other settings read',
      organization(ONE, TWO, THREE),
      organization(ONE),
      'other',
    ],
    [
      'an organization that is not one any more',
      organization(ONE, TWO, THREE),
      settingsOf(ONE),
      'same',
    ],
  ])(
    '%s may shrink by accident: nothing counts as removed until a user accepts it',
    async (...given) => {
      const [, before, after, settings] = given;
      await run(before);

      const changes = [await run(after, { settings }), await run(after, { settings })];
      const accepted = await run(after, { settings, accepted: 'all' });
      const later = await run(after, { settings });

      for (const change of changes) {
        expect(change.missingAccounts).toEqual([TWO, THREE]);
        expect(change.isRemoved(TWO)).toBe(false);
        expect(change.isWhole).toBe(false);
      }
      expect(accepted.isRemoved(TWO)).toBe(true);
      expect(accepted.isWhole).toBe(true);
      expect(later.missingAccounts).toEqual([]);
      expect(later.isRemoved(TWO)).toBe(true);
    },
  );

  test('one account is accepted, and the other still waits', async () => {
    await run(settingsOf(ONE, TWO, THREE));

    const change = await run(settingsOf(ONE), { accepted: new Set([TWO]) });

    expect(change.isRemoved(TWO)).toBe(true);
    expect(change.isRemoved(THREE)).toBe(false);
    expect(change.missingAccounts).toEqual([THREE]);
  });

  test('an account that comes back is no longer missing', async () => {
    await run(settingsOf(ONE, TWO));
    await run(settingsOf(ONE));

    const back = await run(settingsOf(ONE, TWO));

    expect(back.missingAccounts).toEqual([]);
    expect(back.isWhole).toBe(true);
  });

  test('regions that an account does not list any more are missed until that is accepted', async () => {
    await run(organization(ONE));
    const fewer = { ...organization(ONE), regions: new Map([[ONE, ['eu-west-1']]]) };

    const changes = [await run(fewer), await run(fewer)];
    const accepted = await run(fewer, { accepted: 'all' });

    for (const change of changes) {
      expect(change.missingRegions).toEqual([`${ONE} us-east-1`]);
      expect(change.isRemoved(ONE, 'us-east-1')).toBe(false);
    }
    expect(accepted.isRemoved(ONE, 'us-east-1')).toBe(true);
    expect((await run(fewer)).missingRegions).toEqual([]);
  });

  test.each([
    ['cut short', (text: string) => text.slice(0, text.length / 2)],
    ['with another account', (text: string) => text.replaceAll(TWO, THREE)],
    ['empty', () => ''],
    ['of another form', () => '{"accounts":[]}'],
  ])('a file that is %s is ignored, with a warning', async (_, damage) => {
    await run(organization(ONE, TWO));
    await writeFile(file, damage(await readFile(file, 'utf8')));

    const memory = await EstateMemory.open(file, OWNER);

    expect(memory.problem).toContain(file);
    expect(memory.compare(organization(ONE), 'same', undefined).isRemoved(TWO)).toBe(false);
  });

  test('a file of another installation remembers nothing of this one', async () => {
    await run(organization(ONE, TWO));

    const memory = await EstateMemory.open(file, { ...OWNER, identifier: 'other' });

    expect(memory.compare(organization(ONE), 'same', undefined).isKnown).toBe(false);
  });

  test('a folder that cannot be written: an error with a fix', async () => {
    const memory = await EstateMemory.open(path.join(folder, 'none', 'estate.json'), OWNER);
    const change = memory.compare(organization(ONE), 'same', undefined);

    const failure = await failureOf(
      memory.save(organization(ONE), change, { settings: 'same', mapping: 'm' }),
    );

    expect(failure).toMatchObject({
      code: 'state',
      remedy: expect.stringContaining('LONGSHORE_STATE_DIRECTORY') as unknown,
    });
  });
});
