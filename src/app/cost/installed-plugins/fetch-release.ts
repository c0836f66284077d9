import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { PluginError } from '../../../cost/engine/plugins/plugin-error.ts';
import { messageOf } from '../../../lib/errors.ts';
import { HttpPools } from '../../../lib/network/http-pools.ts';
import type { Network } from '../../../lib/network/network.ts';
import {
  checksumIn,
  releaseAsset,
  type ReleaseAsset,
  type WantedRelease,
} from './release-listing.ts';
import { MOST_BYTES } from './safe-entry.ts';

const CONNECT_MS = 10_000;
const ANSWER_MS = 60_000;
const MOST_LISTING_BYTES = 8 * 1_048_576;
const MOST_REDIRECTS = 5;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const HEADERS = { 'user-agent': 'longshore', accept: 'application/vnd.github+json, */*' };

/** Downloads from a listing of releases. Every archive must have a checksum. */
export class ReleaseSource implements Disposable {
  readonly #pools: HttpPools;
  readonly #name: string;
  readonly #signal: AbortSignal;

  constructor(name: string, network: Network, signal: AbortSignal) {
    this.#name = name;
    this.#signal = signal;
    this.#pools = new HttpPools({
      ...{ connections: 2, connectTimeoutMs: CONNECT_MS, answerTimeoutMs: ANSWER_MS, network },
      largestBody: MOST_BYTES,
    });
  }

  /** @throws {PluginError} when it cannot be read, or has no such release */
  async find(url: string, wanted: WantedRelease): Promise<ReleaseAsset> {
    const text = await this.#text(url);
    let listing: unknown;
    try {
      listing = JSON.parse(text);
    } catch (error) {
      throw this.#problem('invalid', `${url} has no JSON`, error);
    }
    return releaseAsset(listing, wanted);
  }

  /** The checksum that an archive must have. @throws {PluginError} without one */
  async checksum({ sha256, checksumsUrl, name }: ReleaseAsset): Promise<string> {
    if (sha256 !== undefined) return sha256;
    if (checksumsUrl !== undefined) {
      const found = checksumIn(await this.#text(checksumsUrl), name);
      if (found !== undefined) return found;
    }
    throw new PluginError(this.#name, 'invalid', `the release has no SHA-256 checksum of ${name}`, {
      remedy: 'give the checksum with --checksum',
    });
  }

  /** @throws {PluginError} when the content has another checksum */
  async download(url: string, file: string, sha256: string): Promise<void> {
    const hash = createHash('sha256');
    let bytes = 0;
    const measured = new Transform({
      transform: (chunk: Buffer, _, done) => {
        bytes += chunk.length;
        hash.update(chunk);
        if (bytes > MOST_BYTES)
          done(this.#problem('invalid', `${url} has over ${MOST_BYTES} bytes`));
        else done(null, chunk);
      },
    });
    const body = await this.#body(url);
    await pipeline(body, measured, createWriteStream(file, { flags: 'wx' }), {
      signal: this.#signal,
    }).catch((error: unknown) => {
      this.#signal.throwIfAborted();
      throw error instanceof PluginError
        ? error
        : this.#problem('invalid', `${url} could not be downloaded: ${messageOf(error)}`, error);
    });
    const found = hash.digest('hex');
    if (found !== sha256.toLowerCase()) {
      throw this.#problem(
        'invalid',
        `${url} has the checksum ${found}, and ${sha256} was expected`,
      );
    }
  }

  [Symbol.dispose](): void {
    this.#pools.destroy();
  }

  async #text(url: string): Promise<string> {
    const parts: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of await this.#body(url)) {
      if (!Buffer.isBuffer(chunk)) continue;
      bytes += chunk.length;
      if (bytes > MOST_LISTING_BYTES) throw this.#problem('invalid', `${url} is too large`);
      parts.push(chunk);
    }
    return Buffer.concat(parts).toString('utf8');
  }

  async #body(url: string): Promise<AsyncIterable<unknown>> {
    let next = url;
    for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
      const { origin, pathname, search } = checkedUrl(this.#name, next);
      const response = await this.#pools
        .request({
          ...{ origin, path: pathname + search, method: 'GET', headers: HEADERS },
          signal: this.#signal,
        })
        .catch((error: unknown) => {
          this.#signal.throwIfAborted();
          throw this.#problem(
            'not-found',
            `${origin} cannot be reached: ${messageOf(error)}`,
            error,
          );
        });
      const { statusCode, headers, body } = response;
      if (REDIRECTS.has(statusCode) && typeof headers['location'] === 'string') {
        await body.dump();
        next = new URL(headers['location'], next).href;
        continue;
      }
      if (statusCode === 200) return body;
      await body.dump();
      throw this.#problem('not-found', `${next} answered with ${statusCode}`);
    }
    throw this.#problem('not-found', `${url} redirects without end`);
  }

  #problem(problem: 'invalid' | 'not-found', message: string, cause?: unknown): PluginError {
    return new PluginError(this.#name, problem, message, {
      ...(cause !== undefined && { cause }),
      remedy: 'install from a file or a folder: longshore plugin install ./plugin.tar.gz',
    });
  }
}

/** @throws {PluginError} for an address that is not safe: a binary is downloaded from it */
function checkedUrl(name: string, text: string): URL {
  const url = new URL(text);
  const isLocal = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLocal)) return url;
  throw new PluginError(name, 'invalid', `${url.origin} is not an https address`, {
    remedy: 'give an https address',
  });
}
