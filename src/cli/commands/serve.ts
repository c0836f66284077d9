import { z } from 'zod';
import { secretsOf } from '../../app/secrets.ts';
import { loadSettings } from '../../config/settings.ts';
import { readYamlFile } from '../../config/read-yaml-file.ts';
import { LogShipper } from '../../host/port/log-shipper.ts';
import { serve, type ServeResult } from '../../host/serve.ts';
import { systemClock } from '../../lib/clock.ts';
import { EXIT, exitCodeOf, type ExitCode } from '../exit.ts';
import { parseFlags } from '../names.ts';
import { createLogger } from '../progress.ts';
import type { Terminal } from '../terminal.ts';

const Flags = z.object({
  config: z.string().optional(),
  settings: z.string().optional(),
  state: z.string().optional(),
});

/** `longshore serve`: the long-running host. */
export async function runServe(flags: object, terminal: Terminal): Promise<ExitCode> {
  const given = parseFlags(Flags, flags);
  const { env, cwd, signal, secrets } = terminal;
  const file = given.settings === undefined ? undefined : await readYamlFile(given.settings);
  const settings = loadSettings({ env, file, flags: { stateDirectory: given.state } });
  secrets.add(...secretsOf(settings));
  const shipper = new LogShipper();
  const result = await serve({
    settings,
    config: given.config,
    cwd,
    env,
    clock: systemClock,
    random: Math.random,
    logger: createLogger(terminal, settings, { shipper }),
    shipper,
    secrets,
    signal,
  });
  return exitCodeAfter(result);
}

function exitCodeAfter(result: ServeResult): ExitCode {
  switch (result.type) {
    case 'stopped':
      return EXIT.complete;
    case 'once':
      return exitCodeOf(result.status);
  }
}
