import { LongshoreError, type LongshoreErrorOptions } from '../../../lib/errors.ts';

/** What is wrong with a plugin. */
export type PluginProblem =
  /** No plugin of this name is installed. */
  | 'not-found'
  /** Its name, version or files are not as they must be. */
  | 'invalid'
  /** It did not start, or never said where it listens. */
  | 'not-started'
  /** It ended, or closed the connection. */
  | 'crashed'
  /** It did not answer in time. */
  | 'timeout'
  /** It does not have this method. */
  | 'unimplemented'
  /** It cannot price this resource, or not in this region. */
  | 'not-applicable'
  /** Its answer is larger than any that is read. */
  | 'too-large'
  /** It answered with something that makes no sense: no currency, pages without end. */
  | 'wrong-answer'
  /** It answered with an error of its own. */
  | 'refused';

/** Thrown for a plugin that cannot be used, or a call that it did not answer. The operator fixes it. Exit code 1. */
export class PluginError extends LongshoreError {
  readonly code = 'plugin';
  readonly audience = 'operator';
  readonly plugin: string;
  readonly problem: PluginProblem;
  /** What the plugin gave with its error: `plugin_region`, `resource_region`. */
  readonly details: ReadonlyMap<string, string>;

  constructor(
    plugin: string,
    problem: PluginProblem,
    message: string,
    options: LongshoreErrorOptions & { readonly details?: ReadonlyMap<string, string> } = {},
  ) {
    super(`plugin ${plugin}: ${message}`, { remedy: REMEDIES[problem], ...options });
    this.plugin = plugin;
    this.problem = problem;
    this.details = options.details ?? new Map();
  }
}

const REMEDIES: Readonly<Record<PluginProblem, string>> = {
  'not-found': 'longshore plugin list shows the plugins that are installed',
  invalid: 'install the plugin again',
  'not-started': 'run the binary of the plugin by itself to see what it says',
  crashed: 'look into the log of the plugin, or use another version of it',
  timeout: 'look into the log of the plugin: it may wait for a network or a credential',
  unimplemented: 'update the plugin',
  'not-applicable': 'use a plugin for this provider and region',
  'too-large': 'report it to the authors of the plugin',
  'wrong-answer': 'report it to the authors of the plugin',
  refused: 'correct what the plugin names',
};
