import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { SANDBOX_KEY } from '../../src/sandbox/credentials.ts';

/** What a request is signed for, and with what. */
export interface SignedRequestOptions {
  readonly method: string;
  readonly service: string;
  readonly region: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly secretAccessKey?: string;
  /** @default now */
  readonly signedAt?: Date;
}

/** A request that the SDK's own signer has signed: for `fetch`. */
export async function signedRequest(
  address: string,
  options: SignedRequestOptions,
): Promise<{ method: string; headers: Record<string, string>; body?: string }> {
  const { method, service, region, body, signedAt = new Date() } = options;
  const { secretAccessKey = SANDBOX_KEY.secretAccessKey } = options;
  const url = new URL(address);
  const signer = new SignatureV4({
    service,
    region,
    credentials: { accessKeyId: SANDBOX_KEY.accessKeyId, secretAccessKey },
    sha256: NodeHash,
    uriEscapePath: service !== 's3',
  });
  const { headers } = await signer.sign(
    {
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      port: Number(url.port),
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: {
        host: url.host,
        ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
        ...options.headers,
      },
      ...(body !== undefined && { body }),
    },
    { signingDate: signedAt },
  );
  return { method, headers: { ...headers }, ...(body !== undefined && { body }) };
}

/** The hash that the signer works with. */
class NodeHash {
  readonly #hash: ReturnType<typeof createHash> | ReturnType<typeof createHmac>;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    if (secret === undefined) this.#hash = createHash('sha256');
    else this.#hash = createHmac('sha256', bytesOf(secret));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(data));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  reset(): void {
    throw new Error('the signer makes a new hash for each text');
  }
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
