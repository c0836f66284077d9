import type { CallObserver } from '../../src/aws/call-observer.ts';
import { plansFromMapping, type MappingPlans } from '../../src/app/mapping-plans.ts';
import { AwsNameLookup } from '../../src/app/name-lookup.ts';
import { readEstate, type ReadOptions } from '../../src/app/read-estate.ts';
import { SecretMask } from '../../src/lib/secret-mask.ts';
import type { RunScope } from '../../src/app/run-scope.ts';
import type { Runtime } from '../../src/app/runtime.ts';
import { loadSettings } from '../../src/config/settings.ts';
import { parseYaml } from '../../src/config/yaml-file.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import { SANDBOX_KEY } from '../../src/sandbox/credentials.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { openAws } from './read-aws.ts';

type Open = (observer: CallObserver, signal: AbortSignal) => Runtime;

/** Opens a sandbox as the commands open AWS. */
export function openerOf(sandbox: Sandbox): Open {
  const accounts = {
    accountRoleArn: sandbox.roleArn(sandbox.managementAccountId),
    staticCredentials: SANDBOX_KEY,
  };
  return (_, signal) => {
    const retry = { maxAttempts: 2, maxElapsedMs: 2_000 };
    return openAws({ endpoint: sandbox.endpoint, accounts }, { signal, retry });
  };
}

/** Asks a sandbox about names. */
export function lookupOf(sandbox: Sandbox): AwsNameLookup {
  return new AwsNameLookup({ open: openerOf(sandbox), signal: new AbortController().signal });
}

/** A mapping with one block a line: the kind, and its policy as it stands in the file. */
export function mappingOf(
  ...blocks: readonly (readonly [kind: string, policy?: string])[]
): string {
  const lines = blocks.map(
    ([kind, policy = '{}']) =>
      `  - { kind: '${kind}', selector: { query: 'true', regionPolicy: ${policy} }, port: { entity: { mappings: { identifier: .x, blueprint: '"x"' } } } }`,
  );
  return `resources:\n${lines.join('\n')}\n`;
}

/** The plans of a mapping; its names are asked about in the sandbox. */
export function plansOf(sandbox: Sandbox, text: string): Promise<MappingPlans> {
  const document = parseYaml('mapping.yml', text);
  return plansFromMapping(document, { warn: () => undefined, lookup: lookupOf(sandbox) });
}

interface Named {
  readonly accounts?: readonly string[];
  readonly regions?: readonly string[];
}

/** What a command reads of a mapping, limited to what its flags name. */
export function scopeOf(mapping: MappingPlans, { accounts, regions }: Named = {}): RunScope {
  return {
    mapping,
    kinds: undefined,
    accounts: accounts === undefined ? undefined : new Set(accounts),
    regions: regions === undefined ? undefined : new Set(regions),
    unverifiedRegions: mapping.unverifiedRegions,
    seed: 'names',
    concurrency: 16,
    secrets: new SecretMask(),
    pricing: { settings: loadSettings({ env: {} }), cwd: '/', warn: () => undefined },
  };
}

/** Reads a scope into sinks, as the commands do. */
export function readScope(
  sandbox: Sandbox,
  scope: RunScope,
  sinks: ReadOptions['sinks'] = () => Promise.resolve([]),
): Promise<Ledger> {
  const { signal } = new AbortController();
  return readEstate({ scope, open: openerOf(sandbox), sinks, signal });
}
