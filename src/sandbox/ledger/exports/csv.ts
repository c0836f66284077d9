import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const pack = promisify(gzip);
const NEEDS_QUOTES = /[",\n\r]/;

/** A line of CSV; undefined is an empty field. */
export function csvLine(fields: readonly (string | undefined)[]): string {
  return `${fields.map((field) => quoted(field ?? '')).join(',')}\n`;
}

function quoted(text: string): string {
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export async function gzipped(text: string): Promise<Buffer> {
  return pack(text, { level: 1 });
}
