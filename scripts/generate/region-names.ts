import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';

/** The package that every SDK client depends on, as Node resolves it for one of them. */
const PACKAGE = createRequire(import.meta.resolve('@aws-sdk/client-sts')).resolve(
  '@aws-sdk/core/package.json',
);
/** Its table of partitions, which is not exported. */
const PARTITIONS = path.join(
  path.dirname(PACKAGE),
  'dist-es/submodules/client/util-endpoints/lib/aws/partitions.js',
);

const Table = z.object({
  partitions: z.array(
    z.object({
      id: z.string(),
      regionRegex: z.string(),
      regions: z.record(z.string(), z.unknown()),
    }),
  ),
});

/** `src/aws/region-names.generated.ts`: every region that the SDK knows. */
export async function regionNamesSource(): Promise<string> {
  const text = await readFile(PARTITIONS, 'utf8');
  const { partitions } = Table.parse(JSON.parse(objectIn(text)));
  const entries = partitions.map(({ id, regionRegex, regions }) => {
    const names = Object.keys(regions).filter((name) => !name.endsWith('-global'));
    return `{ id: '${id}', form: /${regionRegex.replaceAll('\\-', '-')}/, regions: ${JSON.stringify(names)} },`;
  });
  return [
    "// Generated from the AWS SDK's table of partitions by `npm run generate`. Do not edit.",
    '',
    '/** Each partition: the pattern of its region names, and its regions when the SDK was published. */',
    'export const PARTITION_REGIONS = [',
    ...entries,
    '] as const;',
    '',
  ].join('\n');
}

/** The only object in the module, which is JSON. */
function objectIn(text: string): string {
  return text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1);
}
