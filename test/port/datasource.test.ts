import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isOwnDatasource, type Owner } from '../../src/port/datasource.ts';

/** What names of integrations and versions are made of, with all that means something in a pattern. */
const segment = fc
  .string({
    unit: fc.constantFrom('a', '1', '.', '*', '+', '(', '[', '$', '^', '\\', '-', ' ', 'é'),
    minLength: 1,
    maxLength: 6,
  })
  .filter((text) => !text.includes('/'));
/** An identifier may have slashes of its own. */
const identifier = fc
  .array(segment, { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join('/'));
const owner = fc.record({ type: segment, identifier });

function datasourceOf({ type, identifier: name }: Owner, version: string): string {
  return `port-ocean/${type}/${version}/${name}/exporter`;
}

describe('a datasource', () => {
  test('is ours in every version', () => {
    fc.assert(
      fc.property(owner, segment, (own, version) => {
        expect(isOwnDatasource(datasourceOf(own, version), own)).toBe(true);
      }),
    );
  });

  test('is not ours when something stands before, between or after, or is missing', () => {
    fc.assert(
      fc.property(owner, segment, segment, (own, version, other) => {
        const text = datasourceOf(own, version);
        const strangers = [
          `${other}${text}`,
          `${text}${other}`,
          `${other}/${text}`,
          `${text}/${other}`,
          datasourceOf(own, `${version}/${other}`),
          datasourceOf(own, ''),
          datasourceOf({ ...own, identifier: `${other}/${own.identifier}` }, version),
          datasourceOf({ ...own, identifier: `${other}${own.identifier}` }, `${version}/x`),
          datasourceOf({ ...own, type: `${own.type}${other}` }, version),
          datasourceOf({ ...own, type: `${other}${own.type}` }, version),
          text.replace('/exporter', '/gitops'),
          `port-ocean/${own.type}/${own.identifier}/exporter`,
        ];
        for (const stranger of strangers)
          expect([stranger, isOwnDatasource(stranger, own)]).toEqual([stranger, false]);
      }),
    );
  });

  test.each([
    ['port-ocean/aws-v3/1.0.0/my-aws-v3/exporter', true],
    ['port-ocean/aws-v3/1.0.0-beta.1/my-aws-v3/exporter', true],
    ['port-ocean/aws-v3/1.0.0/team/my-aws-v3/exporter', false],
    ['port-ocean/aws-v3/1.0.0/team-my-aws-v3/exporter', false],
    ['port-ocean/aws-v3/my-aws-v3/exporter', false],
    ['port-ocean/aws-v3/1.0.0/my-aws-v3', false],
    ['port-ocean/aws/aws-v3/1.0.0/my-aws-v3/exporter', false],
    ['', false],
  ])('%s: %s', (text, isOurs) => {
    expect(isOwnDatasource(text, { type: 'aws-v3', identifier: 'my-aws-v3' })).toBe(isOurs);
  });
});
