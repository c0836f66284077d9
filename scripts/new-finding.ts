// Scaffolds a rule of findings: npm run new-finding AWS::SQS::Queue sqs-unused-queue. See docs/adding-a-finding.md.
import { isObjectKind, loadKind } from '../src/core/exporters/registry.ts';
import { FINDINGS } from '../src/cost/findings/registry.generated.ts';
import { USAGES } from '../src/cost/usage/registry.generated.ts';
import { exampleSource, ruleSource } from './new-finding/sources.ts';
import { namesOf } from './new-kind/kind-names.ts';
import { Refusal } from './new-kind/refusal.ts';
import { refuseExisting, writeSource } from './new-kind/scaffold-files.ts';

const RULES = 'src/cost/findings';
const USAGE = 'npm run new-finding AWS::Service::Resource service-what-it-finds';
const NAME = /^[a-z0-9]+(?:-[a-z0-9]+)+$/;

async function main(args: readonly string[]): Promise<void> {
  const [kind, name] = args;
  if (kind === undefined || name === undefined || args.length > 2)
    throw new Refusal(`usage: ${USAGE}`);
  if (!isObjectKind(kind)) {
    throw new Refusal(
      `Longshore does not read ${kind}. Add the kind first: npm run new-kind ${kind}`,
    );
  }
  if (!NAME.test(name))
    throw new Refusal(`${name} is not a name of a rule, such as sqs-unused-queue`);
  if (name in FINDINGS) throw new Refusal(`there is a rule ${name}: see docs/findings.md`);
  const names = namesOf(kind);
  const [, ...words] = name.split('-');
  const file = `${RULES}/${names.folder}/${words.join('-')}`;
  const files = [`${file}.ts`, `${file}.example.ts`] as const;
  for (const one of files) await refuseExisting(one);
  const { schema } = await loadKind(kind);
  const usage = await USAGES[kind]?.usage();

  const properties = Object.keys(schema.shape);
  await writeSource(
    files[0],
    ruleSource(names, { name, properties, metrics: Object.keys(usage?.metrics ?? {}) }),
  );
  await writeSource(files[1], exampleSource(names));
  process.stdout.write(`${files.map((one) => `wrote ${one}`).join('\n')}

Next steps (see docs/adding-a-finding.md):

1. ${files[0]}: write the conditions, and what can be done.
2. ${files[1]}: write resources with the verdicts that the rule must have. The conformance tests fail until then.
3. npm run generate && npx tsc --noEmit && npm test -- test/cost/findings -t ${name}
`);
}

// This warning about future Node.js versions does not concern authors of rules.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
