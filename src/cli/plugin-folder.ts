import { existsSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { textWidth } from '../lib/text-width.ts';
import { oneOf } from './flag-words.ts';
import { peerHomes } from './peer/peer-home.ts';
import type { Terminal } from './terminal.ts';

/** The flags that the commands of `longshore plugin` share. */
export const PluginFlags = z.object({
  pluginDir: z.string().optional(),
  output: oneOf(['table', 'text', 'json']).default('table'),
  verbose: z.boolean().default(false),
});

/** The folder of plugins: the one that is given, or that of FinFocus. */
export function pluginFolder(
  given: string | undefined,
  { env, cwd }: Pick<Terminal, 'env' | 'cwd'>,
): string {
  if (given !== undefined) return path.resolve(cwd, given);
  const folders = peerHomes('finfocus', env).map((home) => path.resolve(cwd, home, 'plugins'));
  return folders.find((folder) => existsSync(folder)) ?? folders[0] ?? path.resolve(cwd, 'plugins');
}

/** Rows of text, each column as wide as its widest cell. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) {
      widths[index] = Math.max(widths[index] ?? 0, textWidth(cell));
    }
  }
  const padded = (cell: string, index: number): string =>
    cell + ' '.repeat((widths[index] ?? 0) - textWidth(cell));
  return rows.map((row) => row.map(padded).join('  ').trimEnd()).join('\n');
}

/** A line of output. */
export function write({ stdout }: Pick<Terminal, 'stdout'>, text: string): void {
  stdout.write(`${text}\n`);
}
