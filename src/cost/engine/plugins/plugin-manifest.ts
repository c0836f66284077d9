import { lstat, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { errorCode } from '../../../lib/error-code.ts';
import { messageOf } from '../../../lib/errors.ts';

/** Beside the binary: what the plugin is, written by its authors. */
export const MANIFEST = 'plugin.manifest.json';
/** Beside the binary: what was chosen when it was installed, such as its region. */
export const METADATA = 'plugin.metadata.json';
/** No manifest is nearly as large. */
const MOST_BYTES = 1_000_000;

const Texts = z.record(z.string(), z.string());

export const PluginManifest = z.object({
  name: z.string().optional(),
  version: z.string().optional(),
  description: z.string().optional(),
  author: z.string().optional(),
  providers: z.array(z.string()).optional(),
  metadata: Texts.optional(),
});
export type PluginManifest = z.output<typeof PluginManifest>;

/** What the files beside a binary say. Files that cannot be read are named in `problems`, and the plugin still works. */
export interface PluginFacts {
  readonly manifest: PluginManifest | undefined;
  /** Of the manifest, and above it of the metadata file: `region`, `transport`. */
  readonly metadata: ReadonlyMap<string, string>;
  readonly problems: readonly string[];
}

export async function readPluginFacts(folder: string): Promise<PluginFacts> {
  const problems: string[] = [];
  const manifest = await readJson(path.join(folder, MANIFEST), PluginManifest, problems);
  const metadata = await readJson(path.join(folder, METADATA), Texts, problems);
  return {
    manifest,
    metadata: new Map([
      ...Object.entries(manifest?.metadata ?? {}),
      ...Object.entries(metadata ?? {}),
    ]),
    problems,
  };
}

async function readJson<Value>(
  file: string,
  schema: z.ZodType<Value>,
  problems: string[],
): Promise<Value | undefined> {
  try {
    const { size } = await lstat(file);
    if (size > MOST_BYTES) throw new Error(`it has ${size} bytes`);
    const parsed = schema.safeParse(JSON.parse(await readFile(file, 'utf8')));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    problems.push(`${file}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    problems.push(`${file} cannot be read: ${messageOf(error)}`);
  }
  return undefined;
}
