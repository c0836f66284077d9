import { z } from 'zod';
import type { Handler, HandlerContext } from '../../services/handler.ts';
import { ServiceError } from '../../wire/call.ts';
import type { Ledger } from '../ledger.ts';
import type { ExportObjects } from './export-objects.ts';

const MOST = 1_000;
/** Where the bucket is. */
const REGION = 'us-east-1';

const ListInput = z.looseObject({
  Prefix: z.string().default(''),
  Delimiter: z.string().default(''),
  StartAfter: z.string().default(''),
  ContinuationToken: z.string().optional(),
  MaxKeys: z.number().default(MOST),
});
const ObjectInput = z.looseObject({
  Key: z.string(),
  Range: z.string().optional(),
  IfMatch: z.string().optional(),
});

interface Listed {
  readonly keys: readonly string[];
  readonly folders: readonly string[];
  readonly next: string | undefined;
}

/** A page of a listing: the keys, and the folders that a delimiter makes of them. */
function page(input: unknown, objects: ExportObjects): Listed {
  const { Prefix, Delimiter, StartAfter, ContinuationToken, MaxKeys } = ListInput.parse(input);
  const after = ContinuationToken === undefined ? StartAfter : Buffer.from(ContinuationToken, 'base64url').toString(); // prettier-ignore
  const keys: string[] = [];
  const folders = new Set<string>();
  for (const { key } of objects.list()) {
    if (!key.startsWith(Prefix) || key <= after) continue;
    const end = Delimiter === '' ? -1 : key.indexOf(Delimiter, Prefix.length);
    const folder = end < 0 ? undefined : key.slice(0, end + Delimiter.length);
    if (folder !== undefined && (folders.has(folder) || after.startsWith(folder))) continue;
    if (keys.length + folders.size === Math.min(MaxKeys, MOST)) {
      const last = [...keys, ...folders].sort().at(-1) ?? '';
      return { keys, folders: [...folders], next: Buffer.from(last).toString('base64url') };
    }
    if (folder === undefined) keys.push(key);
    else folders.add(folder);
  }
  return { keys, folders: [...folders], next: undefined };
}

/** Writes the objects that a request needs. */
export async function prepareObjects(
  operation: string,
  input: Readonly<Record<string, unknown>>,
  objects: ExportObjects,
): Promise<void> {
  if (operation === 'ListObjectsV2') {
    for (const key of page(input, objects).keys) {
      if (objects.facts(key) === undefined) await objects.prepare(key);
    }
  } else if (operation === 'GetObject' || operation === 'HeadObject') {
    await objects.prepare(String(input['Key']));
  }
}

/** The operations of S3 on the bucket of exports. */
export function exportBucketOperations(
  ledger: Ledger,
  objects: ExportObjects,
): Readonly<Record<string, Handler>> {
  const guarded =
    (handler: Handler): Handler =>
    (input, context) => {
      checkAccess(ledger, context);
      return handler(input, context);
    };
  const handlers: Record<string, Handler> = {
    HeadBucket: () => ({ BucketRegion: REGION }),
    GetBucketLocation: () => ({}),
    ListObjectsV2: (input) => listing(input, objects),
    HeadObject: (input, context) => object(input, objects, context, 'NotFound').output,
    GetObject: (input, context) => content(input, objects, context),
  };
  return Object.fromEntries(Object.entries(handlers).map(([name, one]) => [name, guarded(one)]));
}

function checkAccess({ estate }: Ledger, { accountId, region }: HandlerContext): void {
  if (accountId !== estate.managementAccountId) {
    throw new ServiceError('AccessDenied', 'Access Denied', 403);
  }
  if (region !== REGION) {
    throw new ServiceError('PermanentRedirect', 'The bucket you are attempting to access must be addressed using the specified endpoint.', 301, { 'x-amz-bucket-region': REGION }); // prettier-ignore
  }
}

function listing(input: Readonly<Record<string, unknown>>, objects: ExportObjects): object {
  const { Prefix, Delimiter, MaxKeys } = ListInput.parse(input);
  const { keys, folders, next } = page(input, objects);
  return {
    Name: input['Bucket'],
    Prefix,
    ...(Delimiter !== '' && { Delimiter }),
    MaxKeys,
    KeyCount: keys.length + folders.length,
    IsTruncated: next !== undefined,
    ...(next !== undefined && { NextContinuationToken: next }),
    Contents: keys.map((Key) => {
      const facts = objects.facts(Key);
      return {
        Key,
        LastModified: objects.modified(Key),
        ETag: facts?.etag,
        Size: facts?.size,
        StorageClass: 'STANDARD',
      };
    }),
    CommonPrefixes: folders.map((folder) => ({ Prefix: folder })),
  };
}

interface Found {
  readonly bytes: Buffer;
  readonly output: object;
}

function object(
  input: unknown,
  objects: ExportObjects,
  { isGone }: HandlerContext,
  missing: string,
): Found {
  const { Key, IfMatch } = ObjectInput.parse(input);
  const bytes = objects.content(Key);
  const facts = objects.facts(Key);
  if (bytes === undefined || facts === undefined || isGone(Key)) {
    throw new ServiceError(missing, 'The specified key does not exist.', 404);
  }
  if (IfMatch !== undefined && IfMatch.replaceAll('"', '') !== facts.etag.replaceAll('"', '')) {
    throw new ServiceError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412); // prettier-ignore
  }
  const output = {
    AcceptRanges: 'bytes',
    LastModified: objects.modified(Key),
    ETag: facts.etag,
    ContentLength: facts.size,
    ContentType: Key.endsWith('.json') ? 'application/json' : 'application/octet-stream',
  };
  return { bytes, output };
}

function content(input: unknown, objects: ExportObjects, context: HandlerContext): object {
  const { Range } = ObjectInput.parse(input);
  const { bytes, output } = object(input, objects, context, 'NoSuchKey');
  const range = Range === undefined ? undefined : rangeOf(Range, bytes.length);
  if (range === undefined) return { ...output, Body: bytes };
  const body = bytes.subarray(range.from, range.to + 1);
  return {
    ...output,
    ContentLength: body.length,
    ContentRange: `bytes ${range.from}-${range.to}/${bytes.length}`,
    Body: body,
  };
}

/** `bytes=0-99`, `bytes=100-` or `bytes=-100`; other forms give the whole object, as in S3. */
function rangeOf(range: string, size: number): { from: number; to: number } | undefined {
  const { first = '', last = '' } = /^bytes=(?<first>\d*)-(?<last>\d*)$/.exec(range)?.groups ?? {};
  if (first === '' && last === '') return undefined;
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (from < size && from <= to) return { from, to };
  throw new ServiceError('InvalidRange', 'The requested range is not satisfiable', 416);
}
