import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const LOADER = new URL('../../node_modules/tsx/dist/loader.mjs', import.meta.url).href;
const PROGRAM = fileURLToPath(new URL('certificate-process.ts', import.meta.url));

/** A certificate authority, and one server certificate that it signed. */
export interface Certificates {
  /** PEM of the authority. */
  readonly ca: string;
  readonly server: { readonly key: string; readonly cert: string };
}

/** Makes a certificate for each list of names, each signed by an authority of its own. */
export async function makeCertificates(
  ...lists: readonly (readonly string[])[]
): Promise<readonly Certificates[]> {
  const args = ['--import', LOADER, PROGRAM, JSON.stringify(lists)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as readonly Certificates[];
}
