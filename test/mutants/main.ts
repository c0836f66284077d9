/**
 * Inserts deliberate bugs into kind definitions, one at a time: `npm run test:mutants`. The conformance tests must
 * detect each; they have no code for specific kinds. `npm run test:mutants -- --kind AWS::SQS::Queue` tests one
 * kind.
 */
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { z } from 'zod';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const COPIED = ['src', 'test', 'package.json', 'jest.config.js', 'tsconfig.json'];
const SUITES = ['test/conformance/kinds', 'test/conformance/estate', 'test/conformance/gone'];
const LONGEST_RUN_MS = 300_000;

/** A bug: a text in a file, and its replacement. */
const Mutants = z.array(
  z.object({
    bug: z.string(),
    kind: z.string(),
    file: z.string(),
    find: z.string(),
    replace: z.string(),
  }),
);
type Mutant = z.output<typeof Mutants>[number];

const { values } = parseArgs({ options: { kind: { type: 'string' } } });
const all = Mutants.parse(
  JSON.parse(await readFile(new URL('mutants.json', import.meta.url), 'utf8')),
);
const mutants = all.filter(({ kind }) => values.kind === undefined || kind === values.kind);
if (mutants.length === 0) {
  const kinds = [...new Set(all.map(({ kind }) => kind))].join(', ');
  process.stderr.write(`there is no bug of ${String(values.kind)}: --kind takes one of ${kinds}\n`);
  process.exit(2);
}

// Inside the checkout, so that node_modules are found; ignored by git.
const copy = await mkdtemp(path.join(ROOT, '.mutants-'));
process.once('SIGINT', () => {
  rmSync(copy, { recursive: true, force: true }); // at once: nothing is awaited any more
  process.exit(130);
});
try {
  for (const name of COPIED)
    await cp(path.join(ROOT, name), path.join(copy, name), { recursive: true });
  for (const kind of new Set(mutants.map((mutant) => mutant.kind))) {
    if ((await failures(kind)) > 0) throw new Error(`${kind} fails without a bug`);
  }
  let missed = 0;
  for (const mutant of mutants) {
    const failed = await withMutant(mutant, () => failures(mutant.kind));
    if (failed === 0) missed += 1;
    const verdict = failed === 0 ? 'MISSED' : `caught by ${failed}`;
    process.stdout.write(`${verdict.padEnd(14)} ${mutant.kind}: ${mutant.bug}\n`);
  }
  process.stdout.write(`\n${mutants.length - missed} of ${mutants.length} bugs caught\n`);
  if (missed > 0) process.exitCode = 1;
} finally {
  await rm(copy, { recursive: true, force: true });
}

/** Runs the tests with a bug in the copy, and removes it again. */
async function withMutant<Result>(
  { file, find, replace, bug }: Mutant,
  run: () => Promise<Result>,
): Promise<Result> {
  const target = path.join(copy, file);
  const source = await readFile(target, 'utf8');
  if (source.split(find).length !== 2) throw new Error(`"${bug}" is no longer in ${file}`);
  await writeFile(
    target,
    source.replace(find, () => replace),
  );
  try {
    return await run();
  } finally {
    await writeFile(target, source);
  }
}

/** The number of failed conformance tests of a kind. */
async function failures(kind: string): Promise<number> {
  const jest = path.join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
  const args = [
    '--experimental-vm-modules',
    '--no-warnings',
    jest,
    ...SUITES,
    '--json',
    '-t',
    `^${kind}(?!\\w)`, // otherwise kinds whose names start with this one would run too
  ];
  const env = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
  const options = { cwd: copy, env, maxBuffer: 256_000_000, timeout: LONGEST_RUN_MS };
  const stdout = await promisify(execFile)(process.execPath, args, options).then(
    (done) => done.stdout,
    (error: unknown) => z.object({ stdout: z.string() }).parse(error).stdout, // a test has failed
  );
  const { numFailedTests, numFailedTestSuites, numPassedTests } = z
    .object({
      numFailedTests: z.number(),
      numFailedTestSuites: z.number(),
      numPassedTests: z.number(),
    })
    .parse(JSON.parse(stdout));
  const failed = Math.max(numFailedTests, numFailedTestSuites);
  if (failed + numPassedTests === 0) throw new Error(`no test ran for ${kind}`);
  return failed;
}
