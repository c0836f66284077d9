import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SecretMask } from '../../src/lib/secret-mask.ts';

const secrets = fc.oneof(
  fc.string({ minLength: 6, maxLength: 60 }),
  fc.base64String({ minLength: 8, maxLength: 400 }),
  fc.constantFrom(
    'aws/Secret+Key"4711"\\zzz',
    'External:Id=/5526',
    "it's <&> secret",
    'ümläut-€-😀',
  ),
);

/** Everything that can carry a secret through messages. */
const CARRIERS: readonly [string, (secret: string) => string][] = [
  ['as it is', (secret) => `value '${secret}' is wrong`],
  ['in JSON', (secret) => JSON.stringify({ clientSecret: secret })],
  ['in JSON in a line of the log', (secret) => JSON.stringify({ msg: JSON.stringify({ secret }) })],
  [
    'in JSON in JSON in the log',
    (secret) => JSON.stringify(JSON.stringify(JSON.stringify(secret))),
  ],
  [
    'in a URL',
    (secret) => `https://x/?a=${encodeURIComponent(Buffer.from(secret).toString())}&b=1`,
  ],
  ['in a form', (secret) => new URLSearchParams({ secret }).toString()],
  ['in base64', (secret) => Buffer.from(secret).toString('base64')],
  ['in base64 behind a name', (secret) => Buffer.from(`me:${secret}`).toString('base64')],
  ['in base64 between others', (secret) => Buffer.from(`user:${secret}:x`).toString('base64')],
  ['in base64 for URLs', (secret) => Buffer.from(`a${secret}`).toString('base64url')],
];

describe('a secret', () => {
  test.each(CARRIERS)('is masked %s', (_, carry) => {
    fc.assert(
      fc.property(secrets, (secret) => {
        const carried = carry(secret);

        const masked = new SecretMask([secret]).mask(carried);

        expect(masked).toContain('[REDACTED]');
        expect(masked.length).toBeLessThan(carried.length + 10);
        // Only characters at the edges, which neighbors share, can remain.
        expect(masked.includes(secret)).toBe('[REDACTED]'.includes(secret));
      }),
    );
  });

  test('is masked when it is truncated, as in long messages', () => {
    const token = `IQoJb3JpZ2luX2VjE${'Ab3/+'.repeat(200)}==`;

    expect(new SecretMask([token]).mask(`token ${token.slice(0, 300)}… is wrong`)).toBe(
      'token [REDACTED]… is wrong',
    );
  });

  test('is masked at every occurrence, next to others and inside them', () => {
    const mask = new SecretMask(['secret-one', 'secret-one-and-two', 'three!']);

    expect(mask.mask('secret-one secret-one-and-two,three!three!')).toBe(
      '[REDACTED] [REDACTED],[REDACTED][REDACTED]',
    );
  });

  test('that is too short, or empty, masks nothing', () => {
    expect(new SecretMask(['', 'abc', undefined]).mask('abc')).toBe('abc');
  });

  test('that is not known is masked by its format', () => {
    const text = [
      'Authorization: Bearer abcdefgh12345678',
      'AWS4-HMAC-SHA256 Credential=ASIAABCDEFGHIJKLMNOP/2026, Signature=0123456789abcdef0123456789abcdef',
    ].join(' ');

    expect(new SecretMask().mask(text)).toBe(
      'Authorization: Bearer [REDACTED] AWS4-HMAC-SHA256 Credential=[REDACTED]/2026, Signature=[REDACTED]',
    );
  });
});

test('texts without secrets are unchanged, with any secrets added', () => {
  fc.assert(
    fc.property(fc.array(fc.uuid()), fc.string(), (values, text) => {
      fc.pre(!/bearer|basic|signature/i.test(text));
      expect(new SecretMask(values).mask(text)).toBe(text);
    }),
  );
});

test('data keeps its structure: only strings are masked', () => {
  const mask = new SecretMask(['s3cr3t-value']);

  expect(mask.maskAll({ a: ['x s3cr3t-value', 1, null], b: { c: true } })).toEqual({
    a: ['x [REDACTED]', 1, null],
    b: { c: true },
  });
});

test('the oldest are forgotten, so that memory does not grow with refreshed credentials', () => {
  const mask = new SecretMask();
  for (let n = 0; n < 12_001; n += 1) mask.add(`temporary-${n}-credential`);

  expect(mask.mask('temporary-0-credential')).toBe('temporary-0-credential');
  expect(mask.mask('temporary-1-credential temporary-12000-credential')).toBe(
    '[REDACTED] [REDACTED]',
  );
});
