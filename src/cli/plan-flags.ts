import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { PluginSource } from '../app/cost/engine/open-plugins.ts';
import { regionOf } from '../cost/engine/plans/region-names.ts';
import { ConfigurationError } from '../lib/errors.ts';
import { oneOf } from './flag-words.ts';
import { peerHomes } from './peer/peer-home.ts';
import type { PulumiQuestion } from './pulumi-output.ts';
import { StoreFlags } from './store-flags.ts';
import type { Terminal } from './terminal.ts';

/** Flags of the commands that price a plan. */
export const PlanFlags = StoreFlags.extend({
  plan: z.string().optional(),
  pulumiJson: z.string().optional(),
  pulumiState: z.string().optional(),
  region: z.string().optional(),
  prices: z.string().optional(),
  usageFile: z.string().optional(),
  specDir: z.string().optional(),
  assumeUnpriced: oneOf(['seed', 'peer']).optional(),
  filter: z.array(z.string()).default([]),
  adapter: z.string().optional(),
  home: z.string().optional(),
  stack: z.string().optional(),
  /** What plugins are told: list prices do not depend on it. */
  utilization: z.coerce
    .number()
    .min(0, 'must be from 0 to 1')
    .max(1, 'must be from 0 to 1')
    .optional(),
});
export type PlanFlags = z.output<typeof PlanFlags>;

/** The file of the plan, if one is named. */
export function planNameOf({
  plan,
  pulumiJson,
  pulumiState,
}: Pick<PlanFlags, 'plan' | 'pulumiJson' | 'pulumiState'>): string | undefined {
  const names = [plan, pulumiJson, pulumiState].filter((name) => name !== undefined);
  if (names.length <= 1) return names[0];
  throw new ConfigurationError('--plan, --pulumi-json and --pulumi-state name two plans', {
    remedy: 'give one file with --plan FILE, or - for standard input',
  });
}

/** Where a plan comes from: a file, or standard input, which may be that of Pulumi. */
export interface PlanInput {
  /** A file, or `-`. */
  readonly plan: string;
  stdin(): Readable;
}

/** The file of the plan, or what Pulumi says about `--stack`. Undefined without either. */
export async function planInput(
  flags: PlanFlags,
  question: PulumiQuestion,
  terminal: Terminal,
): Promise<PlanInput | undefined> {
  const plan = planNameOf(flags);
  const { stack } = flags;
  const { stdin } = terminal;
  if (stack === undefined) return plan === undefined ? undefined : { plan, stdin };
  if (plan !== undefined) {
    throw new ConfigurationError('--stack asks Pulumi, and a plan was given too', {
      remedy: 'give --stack NAME, or a file with --plan FILE',
    });
  }
  const { pulumiOutput } = await import('./pulumi-output.ts');
  return { plan: '-', stdin: () => pulumiOutput(question, stack, terminal) };
}

/** As {@link planInput}, where there must be one. */
export async function neededPlan(flags: PlanFlags, terminal: Terminal): Promise<PlanInput> {
  const input = await planInput(flags, 'preview', terminal);
  if (input !== undefined) return input;
  throw new ConfigurationError('no plan was given', {
    remedy: 'give one file with --plan FILE, - for standard input, or --stack NAME to ask Pulumi',
  });
}

/** What the app needs of these flags. */
export function pricingOf(
  given: PlanFlags,
  { env, cwd, signal, stdin }: Terminal,
): {
  readonly cwd: string;
  readonly signal: AbortSignal;
  readonly stdin: Terminal['stdin'];
  readonly region: string | undefined;
  readonly usageFile: string | undefined;
  readonly specFolder: string | undefined;
  readonly assumption: PlanFlags['assumeUnpriced'];
  readonly filters: readonly string[];
  readonly plugins: PluginSource;
} {
  return {
    ...{ cwd, signal, stdin },
    region: regionFlag(given.region) ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'],
    usageFile: given.usageFile,
    specFolder: given.specDir,
    assumption: given.assumeUnpriced,
    filters: given.filter,
    plugins: {
      home: homeOf(given, { env, cwd }),
      adapter: given.adapter,
      env,
      utilization: given.utilization,
    },
  };
}

/** Where plugins and their configuration are. A relative folder would be one of the plan's repository, not the user's. */
function homeOf(
  { home }: Pick<PlanFlags, 'home'>,
  { env, cwd }: Pick<Terminal, 'env' | 'cwd'>,
): string | undefined {
  if (home !== undefined) return path.resolve(cwd, home);
  const homes = peerHomes('finfocus', env).filter((one) => path.isAbsolute(one));
  return homes.find((one) => existsSync(one));
}

function regionFlag(text: string | undefined): string | undefined {
  if (text === undefined || regionOf(text) !== undefined) return text;
  throw new ConfigurationError(`--region: "${text}" is not the name of a region`, {
    remedy: 'name it as AWS does, such as eu-west-1',
  });
}
