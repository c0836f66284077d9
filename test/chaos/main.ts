/**
 * Random faults against the whole program, each step checked: `npm run test:chaos -- --seed 1 --minutes 3`.
 * A world lives for a few dozen steps; the next one has the next seed.
 */
import { parseArgs } from 'node:util';
import { runChaos } from './chaos.ts';

const STEPS_PER_WORLD = 40;
const LINES_KEPT = 5;

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    minutes: { type: 'string', default: '3' },
    steps: { type: 'string', default: String(STEPS_PER_WORLD) },
  },
});
const firstSeed = Number(values.seed ?? Date.now() % 1_000_000);
const endsAt = performance.now() + Number(values.minutes) * 60_000;
const isOver = (): boolean => performance.now() >= endsAt;

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
print(`seed ${firstSeed}, ${values.minutes} minutes`);
let total = 0;
for (let seed = firstSeed; !isOver() && process.exitCode === undefined; seed += 1) {
  const lines: string[] = [];
  print(`\nworld of seed ${seed}`);
  const { steps, violation } = await runChaos({
    seed,
    steps: Number(values.steps),
    mayKill: true,
    isOver,
    log(line) {
      lines.push(line);
      print(line);
    },
  });
  total += steps;
  if (violation === undefined) continue;
  const { rule, entity, detail, step } = violation;
  print(`\nBROKEN at seed ${seed}, step ${step}: ${rule}: ${entity}: ${detail}`);
  print('the last steps:');
  for (const line of lines.slice(-LINES_KEPT)) print(`  ${line}`);
  print(`replay: npm run test:chaos -- --seed ${seed}`);
  process.exitCode = 1;
}
if (process.exitCode === undefined) print(`\n${total} steps, and every promise was kept`);

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
