// Measures the performance goals. Figures are ratios within one run, because machines differ.
import { parseArgs } from 'node:util';
import { table } from '../src/lib/table.ts';
import { analysisFigures } from './analysis.ts';
import { billFigures } from './bill.ts';
import { engineFigures } from './engine.ts';
import { everyKindFigures } from './every-kind.ts';
import type { Figures } from './figures.ts';
import { findingsFigures } from './findings.ts';
import { metricsFigures } from './metrics.ts';
import { pluginFigures } from './plugins.ts';
import { portFigures } from './port.ts';
import { priceFigures } from './prices.ts';
import { referenceFigures } from './reference.ts';
import { restFigures } from './rest.ts';
import { sandboxFigures } from './sandbox.ts';
import { startupFigures } from './startup.ts';
import { storeFigures } from './store.ts';

const PARTS: Readonly<Record<string, (isQuick: boolean) => Promise<Figures>>> = {
  startup: startupFigures,
  sandbox: sandboxFigures,
  reference: referenceFigures,
  kinds: everyKindFigures,
  port: portFigures,
  store: storeFigures,
  prices: priceFigures,
  metrics: metricsFigures,
  bill: billFigures,
  rest: restFigures,
  findings: findingsFigures,
  engine: engineFigures,
  plugins: pluginFigures,
  analysis: analysisFigures,
};

const { quick: isQuick, only } = parseArgs({
  options: {
    /** Skips the slowest parts: 10 × the resources, and a million entities. */
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: Object.keys(PARTS).join(',') },
  },
}).values;

const figures: Figures[] = [];
for (const name of only.split(',')) {
  const part = PARTS[name];
  if (part === undefined)
    throw new Error(`no part ${name}: one of ${Object.keys(PARTS).join(', ')}`);
  figures.push(await part(isQuick));
}
const columns = [
  { heading: 'figure' },
  { heading: 'measured', align: 'right' },
  { heading: 'limit', align: 'right' },
  { heading: 'goal', align: 'right' },
] as const;
const rows = figures.flatMap((part) => part.rows);
const notes = figures.flatMap((part) => part.notes);
process.stdout.write(`\n${table(columns, rows)}\n\n${notes.join('\n')}\n`);
