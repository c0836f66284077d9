import { existsSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { readYamlFile } from '../../config/read-yaml-file.ts';
import { ConfigurationError } from '../../lib/errors.ts';
import type { Terminal } from '../terminal.ts';
import { peerHomes, PEERS, peerVariable, type Peer } from './peer-home.ts';

const Config = z.object({
  output: z.object({ default_format: z.string().optional() }).nullish(),
  cost: z.object({ budgets: z.unknown().optional() }).nullish(),
});

/** The commands below `cost` that have the peer's flags. */
const COMMANDS = ['projected', 'actual', 'estimate', 'overview'];

/** Arguments that call us under a name of the peer. */
export function isPeer(args: readonly string[]): boolean {
  return args[0] === 'peer' && PEERS.some((peer) => peer === args[1]);
}

/**
 * The arguments of `longshore` for those of `pulumicost` or `finfocus`, with what its environment variables,
 * configuration and folders say.
 *
 * @throws {ConfigurationError} when its configuration cannot be read
 */
export async function peerArguments(
  [, name, ...args]: readonly string[],
  { env }: Pick<Terminal, 'env'>,
): Promise<readonly string[]> {
  const peer = PEERS.find((one) => one === name) ?? 'finfocus';
  const homes = peerHomes(peer, env);
  const home = homes.find((folder) => existsSync(folder)) ?? homes[0] ?? '';
  const [first, second] = args;
  if (first === 'config') return ['config', ...args.slice(1), '--home', home];
  const isPlugin = first === 'plugin' && second !== undefined && !second.startsWith('-');
  if (isPlugin || (first === 'cost' && second === 'recommendations')) {
    const isGiven = args.some((arg) => /^--plugin-dir(?:=|$)/.test(arg));
    return isGiven ? args : [...args, '--plugin-dir', path.join(home, 'plugins')];
  }
  // The peer has it beside `cost`, not below it.
  const own = first === 'overview' ? ['cost', ...args] : args;
  const command = first === 'overview' ? first : second;
  if (own[0] !== 'cost' || !COMMANDS.some((one) => one === command)) return own;
  return [...own, ...(await flagsOf(peer, home, env, own, command))];
}

async function flagsOf(
  peer: Peer,
  home: string,
  env: Terminal['env'],
  args: readonly string[],
  command: string | undefined,
): Promise<readonly string[]> {
  const file = path.join(home, 'config.yaml');
  const config = existsSync(file) ? checked((await readYamlFile(file)).value, file) : undefined;
  const variable = (one: string): string | undefined => peerVariable(peer, env, one);
  const specs = path.join(home, 'specs');
  const takesBudgets = command === 'projected' || command === 'actual';
  const budgets = takesBudgets ? config?.cost?.budgets : undefined;
  const flags: readonly (readonly [flag: string, value: string | undefined])[] = [
    ['--output', variable('OUTPUT_FORMAT') ?? config?.output?.default_format],
    ['--home', existsSync(home) ? home : undefined],
    ['--spec-dir', existsSync(specs) ? specs : undefined],
    ['--budgets', budgets !== undefined && budgets !== null ? file : undefined],
    ['--exit-code', takesBudgets ? variable('BUDGET_EXIT_CODE') : undefined],
    ['--format-version', command === 'projected' && peer === 'finfocus' ? '0.2' : undefined],
  ];
  const isGiven = (flag: string): boolean =>
    args.some((arg) => arg === flag || arg.startsWith(`${flag}=`));
  const exits = takesBudgets && ['true', '1'].includes(variable('BUDGET_EXIT_ON_THRESHOLD') ?? '');
  return [
    ...flags.flatMap(([flag, value]) =>
      value === undefined || isGiven(flag) ? [] : [flag, value],
    ),
    ...(exits && !isGiven('--exit-on-threshold') ? ['--exit-on-threshold'] : []),
  ];
}

function checked(value: unknown, file: string): z.output<typeof Config> {
  const parsed = Config.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ConfigurationError(
    `ConfigCorrupted: ${file}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
    { remedy: 'correct the file: longshore config validate' },
  );
}
