import { DescribeInstancesCommand, DescribeInstancesResult$, EC2Client } from '@aws-sdk/client-ec2';
import type { DescribeInstancesResult } from '@aws-sdk/client-ec2';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { xmlReaderOf } from '../../src/aws/xml-reader.ts';
import { SANDBOX_KEY } from '../../src/sandbox/credentials.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { escapeXml } from '../../src/sandbox/wire/xml-writer.ts';

const read = xmlReaderOf(DescribeInstancesResult$);

function readText(text: string): DescribeInstancesResult {
  if (read === undefined) throw new Error('DescribeInstances has no reader');
  return read(Buffer.from(text));
}

/** XML 1.0 cannot contain control characters and lone surrogates; carriage returns are written as entities. */
function isXmlText(value: string): boolean {
  return Array.from(value).every((character) => {
    const code = character.codePointAt(0) ?? 0;
    const isControl = code < 0x20 && code !== 0x9 && code !== 0xa && code !== 0xd;
    return !isControl && !(code >= 0xd800 && code <= 0xdfff) && code !== 0xfffe && code !== 0xffff;
  });
}

describe('the reader of EC2’s XML', () => {
  test('reads a page like the SDK', async () => {
    let body = '';
    await using sandbox = await startSandbox({
      estate: {
        seed: 'xml',
        accounts: 1,
        regions: ['us-east-1'],
        usedRegions: 1,
        'AWS::EC2::Instance': 60,
      },
    });
    const client = new EC2Client({
      region: 'us-east-1',
      endpoint: sandbox.endpoint,
      credentials: SANDBOX_KEY,
    });
    client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const { response } = result as { response: { body: AsyncIterable<Buffer> | Uint8Array } };
        const parts: Buffer[] = [];
        for await (const part of response.body as AsyncIterable<Buffer>) parts.push(part);
        body = Buffer.concat(parts).toString('utf8');
        response.body = Buffer.from(body);
        return result;
      },
      { step: 'deserialize', priority: 'low' },
    );

    const { $metadata, ...expected } = await client.send(
      new DescribeInstancesCommand({ MaxResults: 50 }),
    );

    expect($metadata.httpStatusCode).toBe(200);
    expect(body).toContain('東京');
    expect(readText(body)).toEqual(expected);
    client.destroy();
  });

  test('returns any text unchanged, whatever its characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (value) => {
        fc.pre(isXmlText(value));
        const text = `<R><reservationSet><item><ownerId>${escapeXml(value)}</ownerId></item></reservationSet></R>`;

        expect(readText(text).Reservations?.[0]?.OwnerId).toBe(value);
      }),
    );
  });

  test.each([
    ['empty lists and elements', '<R><reservationSet/></R>', { Reservations: [] }],
    [
      'what it does not know',
      '<R><new><a>1</a></new><nextToken>t</nextToken></R>',
      { NextToken: 't' },
    ],
    [
      'a prolog and comments',
      '<?xml version="1.0"?><R><!-- x --><nextToken>t</nextToken></R>',
      { NextToken: 't' },
    ],
    ['attributes', '<R xmlns="http://x"><nextToken a="b">t</nextToken></R>', { NextToken: 't' }],
    ['numeric entities', '<R><nextToken>&#65;&#x42;&amp;</nextToken></R>', { NextToken: 'AB&' }],
  ])('skips or reads %s', (_, text, expected) => {
    expect(readText(text)).toEqual(expected);
  });

  test.each(['<R><nextToken>t', '<R><reservationSet><item>', ''])(
    'refuses a cut document: %s',
    (text) => {
      expect(() => readText(text)).toThrow(/XML/);
    },
  );
});
