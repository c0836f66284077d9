import { expect, test } from '@jest/globals';
import { pino } from 'pino';
import { UnpricedLog } from '../../src/app/cost/metrics/unpriced-log.ts';
import type { MissingSeriesReason, Unpriced } from '../../src/cost/metrics/series.ts';

interface Line {
  readonly level: number;
  readonly msg: string;
  readonly key?: string;
  readonly others?: number;
  readonly reason: string;
}

const WARN = 40;
const DEBUG = 20;

function openLog(): { readonly log: UnpricedLog; readonly lines: Line[] } {
  const lines: Line[] = [];
  const write = (line: string): void => {
    lines.push(JSON.parse(line) as Line);
  };
  return { log: new UnpricedLog(pino({ level: 'debug' }, { write })), lines };
}

function unpriced(count: number, reason: MissingSeriesReason = 'no-price'): readonly Unpriced[] {
  return Array.from({ length: count }, (_, n) => ({ reason, key: `type-${n}`, detail: 'none' }));
}

test('of many things without a price, a few are named, and the others are counted', () => {
  const { log, lines } = openLog();

  log.note({ flag: 'EC2', unpricedKeys: [...unpriced(1_000), ...unpriced(2, 'currency')] });

  const warnings = lines.filter(({ level }) => level === WARN);
  expect(warnings.map(({ reason, key, others }) => [reason, key ?? others])).toEqual([
    ...['type-0', 'type-1', 'type-2', 'type-3', 'type-4'].map((key) => ['no-price', key]),
    ['no-price', 995],
    ['currency', 'type-0'],
    ['currency', 'type-1'],
  ]);
  expect(lines.filter(({ level }) => level === DEBUG)).toHaveLength(995);
});

test('each is named once, and what is new is named', () => {
  const { log, lines } = openLog();

  log.note({ flag: 'EC2', unpricedKeys: unpriced(20) });
  const before = lines.length;
  log.note({ flag: 'EC2', unpricedKeys: unpriced(20) });
  const again = lines.length - before;
  log.note({ flag: 'EC2', unpricedKeys: unpriced(21) });
  log.note({ flag: 'RDS', unpricedKeys: unpriced(1) });

  expect(again).toBe(0);
  expect(lines.slice(before)).toMatchObject([{ key: 'type-20' }, { module: 'RDS', key: 'type-0' }]);
});

test('regions without prices are not named by each key: the log has the failure of the region', () => {
  const { log, lines } = openLog();

  log.note({ flag: 'EC2', unpricedKeys: unpriced(100, 'no-price-book') });

  expect(lines).toEqual([]);
});

test('what a paid source lacks is one line for all accounts, and none before it was asked', () => {
  const { log, lines } = openLog();
  const unpricedKeys = unpriced(7, 'paid-source');

  log.note({ flag: 'S3', unpricedKeys }, new Set(['paid-source']));
  const before = lines.length;
  log.note({ flag: 'S3', unpricedKeys });

  expect(before).toBe(0);
  expect(lines).toMatchObject([
    { level: WARN, reason: 'paid-source', keys: { length: 5 }, others: 2, detail: 'none' },
  ]);
});
