// Scaffolds a kind: npm run new-kind AWS::Logs::LogGroup. See docs/adding-a-kind.md.
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { isResourceType } from '../src/core/exporters/object-kind.ts';
import { isObjectKind } from '../src/core/exporters/registry.ts';
import { namesOf } from './new-kind/kind-names.ts';
import { Refusal } from './new-kind/refusal.ts';
import {
  handlersFile,
  hasEntry,
  loaderEntry,
  withEntry,
  withImport,
} from './new-kind/sandbox-lines.ts';
import { listingOf, loadClient, packageOf } from './new-kind/sdk-client.ts';
import {
  definitionSource,
  exampleSource,
  handlersName,
  handlersSource,
  type Scaffold,
} from './new-kind/sources.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const EMBEDDED_AWS = 'src/sandbox/embedded-aws.ts';
const OPERATIONS = 'src/sandbox/wire/operations.ts';
const USAGE = 'npm run new-kind AWS::Service::Resource -- [--client PACKAGE] [--list OPERATION]';

async function main(args: string[]): Promise<void> {
  const { values, positionals } = parse(args);
  const [kind] = positionals;
  if (kind === undefined || positionals.length > 1) throw new Refusal(`usage: ${USAGE}`);
  if (!isResourceType(kind)) {
    throw new Refusal(`${kind} is no CloudFormation type name, as in AWS::Logs::LogGroup`);
  }
  if (isObjectKind(kind)) throw new Refusal(`Longshore has ${kind} already: see docs/kinds.md`);
  const names = namesOf(kind);
  const files = [`${names.path}.ts`, `${names.path}.example.ts`] as const;
  for (const file of files) await refuseExisting(file);
  const client = await loadClient(values.client ?? packageOf(names.service));
  const listing = listingOf(client, names.resource, values.list);
  const scaffold: Scaffold = { names, client, listing };

  const sandbox = await sandboxSources(scaffold);
  const written = new Map([
    [files[0], definitionSource(scaffold)],
    [files[1], exampleSource(scaffold)],
    ...sandbox.sources,
  ]);
  for (const [file, source] of written) await write(file, source);
  process.stdout.write(
    `${[...written.keys()].map((file) => `wrote ${file}`).join('\n')}\n\n` +
      nextSteps(scaffold, files, sandbox.handlers),
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

/** The sandbox's files, changed where it does not know the service yet, and where its handlers stand. */
async function sandboxSources(scaffold: Scaffold): Promise<{
  readonly sources: readonly (readonly [string, string])[];
  readonly handlers: string;
}> {
  const { client } = scaffold;
  const { signingName } = client;
  const sources: (readonly [string, string])[] = [];
  const operations = await readFile(path.join(ROOT, OPERATIONS), 'utf8');
  if (!hasEntry(operations, signingName)) {
    sources.push([OPERATIONS, withEntry(operations, signingName, loaderEntry(client))]);
  }
  const embedded = await readFile(path.join(ROOT, EMBEDDED_AWS), 'utf8');
  const known = handlersFile(embedded, signingName);
  if (known !== undefined) return { sources, handlers: `src/sandbox/${known}` };
  const file = `services/${signingName}.ts`;
  await refuseExisting(`src/sandbox/${file}`);
  const name = handlersName(signingName);
  const imported = withImport(embedded, name, file);
  sources.push([EMBEDDED_AWS, withEntry(imported, signingName, name)]);
  sources.push([`src/sandbox/${file}`, handlersSource(scaffold)]);
  return { sources, handlers: `src/sandbox/${file}` };
}

async function refuseExisting(file: string): Promise<void> {
  const isThere = await access(path.join(ROOT, file)).then(
    () => true,
    () => false,
  );
  if (isThere) throw new Refusal(`${file} is there already, and is not overwritten`);
}

async function write(file: string, source: string): Promise<void> {
  const target = path.join(ROOT, file);
  const options = (await resolveConfig(target)) ?? {};
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, await format(source, { ...options, filepath: target }));
}

function nextSteps(
  { names, client, listing }: Scaffold,
  [definition, example]: readonly [string, string],
  handlers: string,
): string {
  const call = `${client.signingName}:${listing.operation}`;
  return `What to do next (docs/adding-a-kind.md tells more):

1. ${definition}: look up the page size, how to ask for one resource, whether the
   kind is read per region, and which actions and live events it has.
2. ${example}: fill in what AWS answers and what must come of it.
   The conformance tests fail until then.
3. ${handlers}: let the sandbox play ${call}, of what
   src/sandbox/estate/estate.ts says that there can be. The conformance tests read an estate of it.
4. npm run generate && npx tsc --noEmit && npm test -- test/conformance -t ${names.kind}
`;
}

// The SDK's warning about coming versions of Node is not for whoever adds a kind.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
