import { z } from 'zod';
import { openPlugin } from '../../app/cost/served-plugin/run-plugin.ts';
import { servePlugin, type PluginTransport } from '../../host/plugin/serve-plugin.ts';
import { ConfigurationError } from '../../lib/errors.ts';
import { BASES, BASIS_WORDS } from '../basis-words.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { oneOf } from '../flag-words.ts';
import { parseFlags } from '../names.ts';
import { createLogger } from '../progress.ts';
import { storeSettings, StoreFlags } from '../store-flags.ts';
import type { Terminal } from '../terminal.ts';

/** The flags of `longshore plugin serve`. */
export const PluginServeFlags = StoreFlags.extend({
  port: z.string().optional(),
  stdio: z.boolean().default(false),
  prices: z.string().optional(),
  specDir: z.string().optional(),
  region: z.string().optional(),
  basis: oneOf(BASIS_WORDS).default('effective'),
});

const LAST_PORT = 65_535;

/** `longshore plugin serve`: answers the plugin protocol until it is stopped. */
export async function runPluginServe(flags: object, terminal: Terminal): Promise<ExitCode> {
  const given = parseFlags(PluginServeFlags, flags);
  const { cwd, env, signal, secrets } = terminal;
  const transport = transportOf(given, terminal);
  const settings = await storeSettings(given, terminal);
  const logger = createLogger(terminal, settings);
  await using plugin = await openPlugin({
    ...{ settings, cwd, secrets, signal, basis: BASES[given.basis], specFolder: given.specDir },
    region: given.region ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'],
    warn: (message) => {
      logger.warn({}, message);
    },
  });
  await servePlugin({ service: plugin.service, transport, logger, secrets, signal });
  return EXIT.complete;
}

function transportOf(
  { port, stdio }: z.output<typeof PluginServeFlags>,
  { env, stdout, stdin }: Terminal,
): PluginTransport {
  if (stdio) return { type: 'stdio', input: stdin(), output: stdout };
  const names = ['FINFOCUS_PLUGIN_PORT', 'PULUMICOST_PLUGIN_PORT'];
  const [variable] = names.filter((name) => (env[name] ?? '') !== '');
  const text = port ?? (variable === undefined ? '0' : (env[variable] ?? ''));
  if (!/^\d{1,5}$/.test(text) || Number(text) > LAST_PORT) {
    throw new ConfigurationError(
      `${port === undefined ? variable : '--port'}: "${text}" is no port`,
      {
        remedy: `give a number up to ${LAST_PORT}; 0 is any that is free`,
      },
    );
  }
  return {
    type: 'port',
    port: Number(text),
    listening(bound) {
      stdout.write(`PORT=${bound}\n`);
    },
  };
}
