import { open } from 'node:fs/promises';
import {
  GetObjectCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import type { ScopeClients } from '../../../aws/client-factory.ts';
import { classify } from '../../../aws/errors.ts';
import { sdkPages } from '../../../core/actions/sdk-pages.ts';

/** Most objects are larger; a piece is in memory while it is written. Bytes. */
const PIECE = 8 * 1024 * 1024;
/** Manifests list columns and files. A larger one is none. Bytes. */
const LARGEST_MANIFEST = 16 * 1024 * 1024;

/** An object in S3. */
export interface BucketObject {
  readonly key: string;
  /** Names its content. */
  readonly etag: string;
  /** In bytes. */
  readonly size: number;
  /** Milliseconds since the Unix epoch. */
  readonly modifiedAt: number;
}

/**
 * The bucket of an export. Objects are read in pieces, each only if the object is still the same.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export class ExportBucket {
  readonly #client: S3Client;
  readonly name: string;

  constructor(client: S3Client, name: string) {
    this.#client = client;
    this.name = name;
  }

  /** All objects whose keys begin so. */
  async *objects(Prefix: string, signal: AbortSignal): AsyncGenerator<BucketObject, void> {
    const context = { client: this.#client, signal };
    const input = { Bucket: this.name, Prefix };
    for await (const { Contents = [] } of sdkPages(paginateListObjectsV2, context, input)) {
      for (const { Key: key, ETag: etag, Size: size, LastModified: modified } of Contents) {
        if (key === undefined || etag === undefined || size === undefined) continue;
        yield { key, etag, size, modifiedAt: modified?.getTime() ?? 0 };
      }
    }
  }

  /** The folders directly in a folder, each with a slash at its end. */
  async *folders(Prefix: string, signal: AbortSignal): AsyncGenerator<string, void> {
    const context = { client: this.#client, signal };
    const input = { Bucket: this.name, Prefix, Delimiter: '/' };
    for await (const { CommonPrefixes = [] } of sdkPages(paginateListObjectsV2, context, input)) {
      for (const { Prefix: folder } of CommonPrefixes) if (folder !== undefined) yield folder;
    }
  }

  /** @throws AWS's error NotFound for an object that is not there */
  async facts(key: string, signal: AbortSignal): Promise<BucketObject> {
    const command = new HeadObjectCommand({ Bucket: this.name, Key: key });
    const { ETag, ContentLength, LastModified } = await this.#client
      .send(command, { abortSignal: signal })
      .catch((error: unknown) => this.#explained(error, key, signal));
    const modifiedAt = LastModified?.getTime() ?? 0;
    return { key, etag: ETag ?? '', size: ContentLength ?? 0, modifiedAt };
  }

  /**
   * A small object as text.
   *
   * @throws AWS's error PreconditionFailed when it has changed since
   */
  async text({ key, etag, size }: BucketObject, signal: AbortSignal): Promise<string> {
    if (size > LARGEST_MANIFEST) throw new RangeError(`${key} has ${size} bytes`);
    if (size === 0) return ''; // S3 has no range in it
    const bytes = await this.#piece(key, etag, 0, size, signal);
    return Buffer.from(bytes).toString('utf8');
  }

  /**
   * Writes an object into a new file, piece by piece.
   *
   * @throws AWS's error PreconditionFailed when it changes meanwhile
   */
  async download(
    { key, etag, size }: BucketObject,
    file: string,
    signal: AbortSignal,
  ): Promise<void> {
    await using handle = await open(file, 'wx', 0o600);
    for (let at = 0; at < size; at += PIECE) {
      const bytes = await this.#piece(key, etag, at, Math.min(PIECE, size - at), signal);
      await handle.writeFile(bytes);
    }
  }

  /** Answers to HeadObject have no text: GetObject says why it is denied. */
  async #explained(error: unknown, Key: string, signal: AbortSignal): Promise<never> {
    signal.throwIfAborted();
    if (classify(error).class === 'denied') {
      const command = new GetObjectCommand({ Bucket: this.name, Key, Range: 'bytes=0-0' });
      await this.#client.send(command, { abortSignal: signal });
    }
    throw error;
  }

  async #piece(
    key: string,
    etag: string,
    at: number,
    length: number,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    const command = new GetObjectCommand({
      Bucket: this.name,
      Key: key,
      IfMatch: etag,
      Range: `bytes=${at}-${at + length - 1}`,
    });
    const { Body } = await this.#client.send(command, { abortSignal: signal });
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
    if (bytes.length === length) return bytes;
    throw new RangeError(`S3 gave ${bytes.length} of ${length} bytes of ${key}`);
  }
}

/** The bucket of an export, read with these clients. */
export function openExportBucket(
  clients: ScopeClients,
  { bucket, region }: { readonly bucket: string; readonly region: string },
): ExportBucket {
  return new ExportBucket(clients.of(S3Client, region), bucket);
}
