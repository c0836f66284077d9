import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { conclusion } from '../../src/cli/commands/demo-text.ts';
import { createLogger } from '../../src/cli/progress.ts';
import { LONGEST_LINE_BYTES } from '../../src/lib/fit-line.ts';
import { SecretMask } from '../../src/lib/secret-mask.ts';
import { Screen } from '../helpers/screen.ts';

const SETTINGS = { logLevel: 'info', logFormat: 'auto', warnings: [] } as const;
const SECRET = 'client-secret-"0123456789"';

/** What a logger writes to stderr, and what it ships. */
function logged(
  isTerminal: boolean,
  log: (logger: ReturnType<typeof createLogger>) => void,
): { readonly stderr: string; readonly shipped: string } {
  const screen = new Screen(400, 50);
  const pipe = new PassThrough({ encoding: 'utf8' });
  const stderr = isTerminal ? screen : pipe;
  const shipper = new PassThrough({ encoding: 'utf8' });
  const env = { NO_COLOR: '1' };
  log(createLogger({ stderr, secrets: new SecretMask([SECRET]), env }, SETTINGS, { shipper }));
  const text = isTerminal ? screen.writes.join('') : String(pipe.read());
  return { stderr: text, shipped: String(shipper.read()) };
}

const CAUSES = Array.from({ length: 3_000 }, (_, index) => ({
  code: 'AccessDenied',
  message: `User ${index} with ${SECRET} is not authorized`,
}));

test.each([true, false])('no line is too long or has a secret, on a terminal: %s', (isTerminal) => {
  const { stderr, shipped } = logged(isTerminal, (logger) => {
    logger.info({ causes: CAUSES, nested: { causes: CAUSES } }, 'run ended');
    logger.warn({ problem: `${'x'.repeat(9_000)}${SECRET}` }, `with ${SECRET}`);
  });

  for (const text of [stderr, shipped]) {
    for (const line of text.split('\n'))
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(LONGEST_LINE_BYTES);
    expect(text).not.toContain('0123456789');
    expect(text).toContain('[REDACTED]');
  }
  for (const line of shipped.trimEnd().split('\n'))
    expect(JSON.parse(line)).toMatchObject({ truncated: true });
});

test('lines for people have time, level, message and fields, and no control characters', () => {
  const { stderr } = logged(true, (logger) => {
    logger.warn(
      { kind: 'AWS::SQS::Queue', note: 'two words', error: { code: 'Denied' } },
      'bad \u001B[2J\u0007name',
    );
  });

  expect(stderr).toMatch(
    /^\[\d\d:\d\d:\d\d\] WARN: bad {2}?\[2J name kind=AWS::SQS::Queue note="two words"\n {4}error: {"code":"Denied"}\n$/,
  );
});

test.each([
  [{ npm_lifecycle_event: 'demo' }, 'npm run demo -- --output resources.ndjson'],
  [{ npm_lifecycle_event: 'npx' }, 'npx longshore demo --output resources.ndjson'],
  [{}, 'longshore demo --output resources.ndjson'],
])('the demo names a command that the user has: %j', (env, command) => {
  expect(conclusion({}, env).split('\n')).toContain(`  ${command}`);
});
