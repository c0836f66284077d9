import { isExporterFlag } from './exporter-flags.ts';
import { goFlagName } from './go-flags.ts';

const HELP = ['h', 'help'];

/** What the arguments of the program ask the exporter for. */
export type ExporterArguments =
  | { readonly type: 'run'; readonly flags: readonly string[] }
  /** They are for another command. */
  | { readonly type: 'none' }
  | { readonly type: 'help' };

/**
 * The flags of the exporter: its command, or flags of cloudcost-exporter without a command, as in a container that took
 * its place. They are not for the parser of the other commands, which reads `-aws.region` as many short options.
 */
export function exporterArguments(args: readonly string[]): ExporterArguments {
  const [first = '', ...rest] = args;
  const isCommand = first === 'exporter';
  if (!isCommand && !isExporterFlag(goFlagName(first) ?? '')) return { type: 'none' };
  const flags = isCommand ? rest : args;
  const isHelp = flags.some((flag) => HELP.includes(goFlagName(flag) ?? ''));
  return isHelp ? { type: 'help' } : { type: 'run', flags };
}
