import { PluginRefusal } from './plugin-refusal.ts';

const DEFAULT_SIZE = 50;
const LARGEST_SIZE = 1_000;
const TOKEN = /^o(\d{1,9})$/;

/** A part of a list. */
export interface Page {
  readonly offset: number;
  readonly size: number;
}

/** @throws {PluginRefusal} for a size or a token that was not given out */
export function pageOf({
  pageSize,
  pageToken,
}: {
  readonly pageSize: number;
  readonly pageToken: string;
}): Page {
  if (pageSize < 0) throw new PluginRefusal('invalid-request', 'page_size must not be negative');
  const size = pageSize === 0 ? DEFAULT_SIZE : Math.min(pageSize, LARGEST_SIZE);
  if (pageToken === '') return { offset: 0, size };
  const [, offset] = TOKEN.exec(Buffer.from(pageToken, 'base64url').toString('utf8')) ?? [];
  if (offset === undefined) {
    throw new PluginRefusal('invalid-request', 'page_token is not one of ours', {
      details: { field: 'page_token' },
    });
  }
  return { offset: Number(offset), size };
}

/** The token of the page after this one; empty after the last. */
export function nextToken({ offset, size }: Page, total: number): string {
  const next = offset + size;
  return next >= total ? '' : Buffer.from(`o${next}`, 'utf8').toString('base64url');
}
