// Scaffolds a kind: npm run new-kind AWS::Scheduler::ScheduleGroup. See docs/adding-a-kind.md.
import { parseArgs } from 'node:util';
import { isResourceType } from '../src/core/exporters/object-kind.ts';
import { isObjectKind } from '../src/core/exporters/registry.ts';
import { namesOf } from './new-kind/kind-names.ts';
import { Refusal } from './new-kind/refusal.ts';
import { refuseExisting, writeSource } from './new-kind/scaffold-files.ts';
import { listingOf, loadClient, packageOf } from './new-kind/sdk-client.ts';
import { definitionSource, simulationSource, type Scaffold } from './new-kind/sources.ts';

const EXPORTERS = 'src/core/exporters';
const SIMULATED = 'src/sandbox/kinds';
const USAGE = 'npm run new-kind AWS::Service::Resource -- [--client PACKAGE] [--list OPERATION]';

async function main(args: string[]): Promise<void> {
  const { values, positionals } = parse(args);
  const [kind] = positionals;
  if (kind === undefined || positionals.length > 1) throw new Refusal(`usage: ${USAGE}`);
  if (!isResourceType(kind)) {
    throw new Refusal(
      `${kind} is not a CloudFormation type name, such as AWS::Scheduler::ScheduleGroup`,
    );
  }
  if (isObjectKind(kind)) throw new Refusal(`Longshore already has ${kind}: see docs/kinds.md`);
  const names = namesOf(kind);
  const file = `${names.folder}/${names.fileName}.ts`;
  const files = { definition: `${EXPORTERS}/${file}`, simulation: `${SIMULATED}/${file}` };
  for (const one of Object.values(files)) await refuseExisting(one);
  const client = await loadClient(values.client ?? packageOf(names.service));
  const scaffold: Scaffold = {
    names,
    client,
    listing: listingOf(client, names.resource, values.list),
  };

  await writeSource(files.definition, definitionSource(scaffold));
  await writeSource(files.simulation, simulationSource(scaffold));
  process.stdout.write(
    `${Object.values(files)
      .map((one) => `wrote ${one}`)
      .join('\n')}\n\n${nextSteps(scaffold, files)}`,
  );
}

function parse(args: string[]) {
  try {
    const options = { client: { type: 'string' }, list: { type: 'string' } } as const;
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new Refusal(`${error instanceof Error ? error.message : String(error)}\nusage: ${USAGE}`);
  }
}

function nextSteps(
  { names }: Scaffold,
  files: { readonly definition: string; readonly simulation: string },
): string {
  return `Next steps (see docs/adding-a-kind.md):

1. ${files.definition}: look up the page size, how to ask for one resource, whether the
   kind is read per region, and which actions and live events it has.
2. ${files.simulation}: write AWS's responses for one resource, and the expected items.
   The conformance tests fail until then.
3. npm run generate && npx tsc --noEmit && npm test -- test/conformance -t ${names.kind}
`;
}

// This warning about future Node.js versions does not concern authors of kinds.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
