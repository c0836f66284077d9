import type { ExportType } from '../charge-source.ts';

/** An export of the bill in S3. */
export interface ExportPlace {
  /** As at AWS: its folder below the prefix has this name. */
  readonly name: string;
  readonly bucket: string;
  /** Without slashes at its ends; empty for none. */
  readonly prefix: string;
  /** The bucket's region. */
  readonly region: string;
  /** The role that reads the bucket. @default the payer account's own */
  readonly role?: string | undefined;
  /** @default what the columns in its manifests say */
  readonly type?: ExportType | undefined;
}

/** The folder of an export, with a slash at its end. */
export function exportFolder({ prefix, name }: ExportPlace): string {
  return prefix === '' ? `${name}/` : `${prefix}/${name}/`;
}
