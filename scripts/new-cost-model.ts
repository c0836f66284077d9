// Scaffolds a cost model: npm run new-cost-model AWS::StepFunctions::StateMachine. See docs/adding-a-cost-model.md.
import { isObjectKind, loadKind } from '../src/core/exporters/registry.ts';
import { FREE_KINDS } from '../src/cost/models/free-kinds.ts';
import { COST_MODELS } from '../src/cost/models/registry.generated.ts';
import { exampleSource, modelSource } from './new-cost-model/sources.ts';
import { namesOf } from './new-kind/kind-names.ts';
import { Refusal } from './new-kind/refusal.ts';
import { refuseExisting, writeSource } from './new-kind/scaffold-files.ts';

const MODELS = 'src/cost/models';
const USAGE = 'npm run new-cost-model AWS::Service::Resource';

async function main(args: readonly string[]): Promise<void> {
  const [kind] = args;
  if (kind === undefined || args.length > 1) throw new Refusal(`usage: ${USAGE}`);
  if (!isObjectKind(kind)) {
    throw new Refusal(
      `Longshore does not read ${kind}. Add the kind first: npm run new-kind ${kind}`,
    );
  }
  if (kind in COST_MODELS) {
    throw new Refusal(`${kind} already has a cost model: see docs/cost-models.md`);
  }
  const free = FREE_KINDS[kind];
  if (free !== undefined) {
    throw new Refusal(
      `${kind} is free by itself: ${free.because} (${free.page}). If that changed, remove it from ${MODELS}/free-kinds.ts`,
    );
  }
  const names = namesOf(kind);
  const file = `${MODELS}/${names.folder}/${names.fileName}`;
  const files = [`${file}.ts`, `${file}.example.ts`] as const;
  for (const one of files) await refuseExisting(one);
  const { schema } = await loadKind(kind);

  await writeSource(files[0], modelSource(names, Object.keys(schema.shape)));
  await writeSource(files[1], exampleSource(names));
  process.stdout.write(`${files.map((one) => `wrote ${one}`).join('\n')}

Next steps (see docs/adding-a-cost-model.md):

1. ${files[0]}: look up the rows of the price list, and what AWS charges for.
2. ${files[1]}: work out by hand what examples cost. The conformance tests fail until then.
3. npm run generate && npx tsc --noEmit && npm test -- test/cost/models -t ${kind}
`);
}

// This warning about future Node.js versions does not concern authors of cost models.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
