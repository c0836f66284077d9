import { z } from 'zod';
import { costedKinds } from '../../app/cost/items/costed-kinds.ts';
import { mappingFile, plansFromMapping } from '../../app/mapping-plans.ts';
import { AwsNameLookup, namedKind } from '../../app/name-lookup.ts';
import {
  policyForKinds,
  type PolicyForKinds,
  type UsedKind,
} from '../../app/policy-for-mapping.ts';
import { runtimeOpener } from '../../app/runtime.ts';
import { secretsOf } from '../../app/secrets.ts';
import { loadSettings, type Settings } from '../../config/settings.ts';
import { readYamlFile } from '../../config/read-yaml-file.ts';
import { isObjectKind, loadKinds, OBJECT_KINDS } from '../../core/exporters/registry.ts';
import { iamPolicyFor, type IamPolicy } from '../../core/exporters/iam-policy.ts';
import { billStatements, type BillStatement } from '../../cost/billing/bill-policy.ts';
import { usageStatements } from '../../cost/usage/usage-policy.ts';
import { pricePermissions } from '../../cost/prices/permissions.ts';
import { ConfigurationError } from '../../lib/errors.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { listOf, parseFlags } from '../names.ts';
import type { Terminal } from '../terminal.ts';

/** Longest wait for one answer from AWS, in milliseconds. */
const LOOKUP_MS = 10_000;

const Flags = z.object({
  kinds: z.string().optional(),
  config: z.string().optional(),
  exporter: z.string().optional(),
  capacityBlocks: z.boolean().optional(),
  settings: z.string().optional(),
});
type Flags = z.output<typeof Flags>;

/** `longshore iam-policy` */
export async function runIamPolicy(flags: object, terminal: Terminal): Promise<ExitCode> {
  const given = parseFlags(Flags, flags);
  const { policy, missing } = await policyOf(given, terminal);
  terminal.stdout.write(`${JSON.stringify(policy, null, 2)}\n`);
  for (const { type, reason, remedy } of missing) {
    const text = `longshore: the policy lacks the permissions of ${type}: ${reason}\n  fix: ${remedy}`;
    terminal.stderr.write(`${terminal.secrets.mask(text)}\n`);
  }
  return missing.length > 0 ? EXIT.incomplete : EXIT.complete;
}

async function policyOf(given: Flags, terminal: Terminal): Promise<PolicyForKinds> {
  const names = listOf(given.kinds);
  const { env, secrets, signal } = terminal;
  const file = given.settings === undefined ? undefined : await readYamlFile(given.settings);
  const settings = loadSettings({ env, file });
  if (given.exporter !== undefined) return policyOfExporter(given.exporter, given, settings);
  if (given.capacityBlocks === true) {
    throw new ConfigurationError('--capacity-blocks is for the policy of the exporter', {
      remedy: 'name its services, too: --exporter EC2',
    });
  }
  const { isOn, spendCapUsd, collection, usage } = settings.cost;
  const bill = [...billStatements({ ...collection, spendCapUsd }), ...usageStatements(usage)];
  if (given.config === undefined && (names ?? []).every(isObjectKind)) {
    const kinds = await loadKinds(names?.filter(isObjectKind) ?? OBJECT_KINDS);
    const every = kinds.map((kind) => ({ kind }));
    return {
      policy: withBill(iamPolicyFor(every, pricePermissions(isOn, spendCapUsd)), bill),
      missing: [],
    };
  }
  secrets.add(...secretsOf(settings));
  const open = runtimeOpener({ settings, secrets, failsFast: true, warn: () => undefined });
  const options = { open, signal, timeoutMs: LOOKUP_MS };
  const lookup = new AwsNameLookup(options);
  const { kinds, hasCosts } = await usedKinds(given.config, names, lookup, terminal);
  const prices = pricePermissions(isOn || hasCosts, spendCapUsd);
  const { policy, missing } = await policyForKinds(kinds, options, prices);
  return { policy: withBill(policy, bill), missing };
}

function withBill(policy: IamPolicy, bill: readonly BillStatement[]): IamPolicy {
  return { ...policy, Statement: [...policy.Statement, ...bill] };
}

/** The services are named as for `longshore exporter`. */
async function policyOfExporter(
  services: string,
  { kinds, config, capacityBlocks = false }: Flags,
  settings: Settings,
): Promise<PolicyForKinds> {
  if (kinds !== undefined || config !== undefined) {
    throw new ConfigurationError('--exporter cannot be combined with --kinds or --config', {
      remedy: 'print two policies: the exporter reads the kinds of its services',
    });
  }
  const { exporterPolicy } = await import('../../app/cost/metrics/exporter-policy.ts');
  const { metricsModules } = await import('../../app/cost/metrics/metrics-modules.ts');
  const names = listOf(services) ?? [];
  if (names.length === 0) {
    throw new ConfigurationError('--exporter names no service', {
      remedy: 'name services as in --exporter EC2,S3; or --exporter all',
    });
  }
  const modules = metricsModules(names, '--exporter');
  const policy = await exporterPolicy({ modules, hasCapacityBlocks: capacityBlocks, settings });
  return { policy, missing: [] };
}

/**
 * The kinds with the optional actions of the mapping, and those that costs follow from; without a mapping, with all
 * optional actions.
 */
async function usedKinds(
  config: string | undefined,
  names: readonly string[] | undefined,
  lookup: AwsNameLookup,
  { cwd, stderr }: Terminal,
): Promise<{ readonly kinds: readonly UsedKind[]; readonly hasCosts: boolean }> {
  if (config === undefined) {
    const known = await Promise.all((names ?? []).map((name) => namedKind(name, lookup)));
    const kinds = (await loadKinds(known)).map((kind) => ({ kind }));
    return { kinds, hasCosts: false };
  }
  const warn = (message: string): void => {
    stderr.write(`${message}\n`);
  };
  const document = await mappingFile(config, cwd);
  const mapping = await plansFromMapping(document, { only: names, lookup, warn });
  const includes = new Map(mapping.plans.map(({ handler, include }) => [handler.kind, include]));
  const kinds = mapping.kinds.map((kind) => ({ kind, include: includes.get(kind.kind) }));
  const costed = costedKinds(mapping);
  if (costed.size === 0) return { kinds, hasCosts: false };
  const { relatedKinds } = await import('../../app/cost/items/related-kinds.ts');
  const related = (await relatedKinds(costed)).map((kind) => ({ kind, include: [] }));
  return { kinds: [...kinds, ...related], hasCosts: true };
}
