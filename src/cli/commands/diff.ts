import { z } from 'zod';
import { openReader } from '../../app/store/open-reader.ts';
import { findSince } from '../../app/store/since.ts';
import { changeLine } from '../change-line.ts';
import { DiffText } from '../diff-text.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { parseFlags } from '../names.ts';
import { openOutput } from '../query-output.ts';
import { storeSettings, StoreFlags } from '../store-flags.ts';
import { coloursFor, type Terminal } from '../terminal.ts';

const Flags = StoreFlags.extend({ since: z.string().optional(), json: z.boolean().optional() });

/** `longshore diff`: which resources appeared, changed and disappeared. */
export async function runDiff(flags: object, terminal: Terminal): Promise<ExitCode> {
  const given = parseFlags(Flags, flags);
  const { cwd, signal, stdout, stderr, env } = terminal;
  const settings = await storeSettings(given, terminal);
  await using reader = await openReader(settings, cwd, signal);
  const since = await findSince(given.since, reader, Date.now(), signal);
  if (since === undefined) {
    stderr.write(
      'The store has no earlier run to compare with: run a resync again, or use --since.\n',
    );
    return EXIT.complete;
  }
  const output = await openOutput(undefined, terminal);
  const isJson = given.json === true;
  const width = stdout.isTTY === true ? stdout.columns : undefined;
  const text = new DiffText({ colours: coloursFor(stdout, env), width });
  if (!isJson) await output.write(`Since ${since.name}:\n\n`);
  for await (const change of reader.changesSince(since.at, signal)) {
    const piece = isJson ? changeLine(change) : text.add(change);
    if (piece !== '' && !(await output.write(piece))) return EXIT.complete; // as `head` does
  }
  if (!isJson) await output.write(text.end());
  return EXIT.complete;
}
