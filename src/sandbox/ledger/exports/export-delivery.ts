import { callerOf } from '../../credentials.ts';
import type { Handler } from '../../services/handler.ts';
import type { Call } from '../../wire/call.ts';
import { decode, type WireRequest } from '../../wire/decode.ts';
import type { Ledger } from '../ledger.ts';
import type { LedgerOptions } from '../ledger-options.ts';
import { exportBucketOperations, prepareObjects } from './export-bucket.ts';
import { exportBucket } from './export-keys.ts';
import { ExportObjects } from './export-objects.ts';

/**
 * The bucket that exports are delivered to. No account lists it: it stands for a bucket of a log archive that
 * the payer may read.
 */
export class ExportDelivery {
  readonly #bucket: string;
  readonly #payerId: string;
  readonly #objects: ExportObjects;
  readonly #operations: Readonly<Record<string, Handler>>;

  constructor(ledger: Ledger, options: LedgerOptions) {
    this.#bucket = exportBucket(ledger);
    this.#payerId = ledger.estate.managementAccountId;
    this.#objects = new ExportObjects(ledger, options);
    this.#operations = exportBucketOperations(ledger, this.#objects);
  }

  /** Writes what a request to the bucket asks for. Requests that cannot be decoded are answered later. */
  async prepare(request: WireRequest): Promise<void> {
    if (!request.target.startsWith(`/${this.#bucket}`)) return;
    const call = callOf(request);
    const payer = this.#payerId;
    const isAllowed = callerOf(call?.accessKeyId, call?.sessionToken, payer)?.accountId === payer;
    if (call !== undefined && isAllowed)
      await prepareObjects(call.operation, call.input(), this.#objects);
  }

  /** The handler of a call to the bucket; undefined for other calls. */
  handler(call: Call): Handler | undefined {
    if (call.service !== 's3') return undefined;
    if (!call.fingerprint.includes(this.#bucket)) return undefined;
    const isOurs = call.input()['Bucket'] === this.#bucket;
    return isOurs ? this.#operations[call.operation] : undefined;
  }
}

function callOf(request: WireRequest): Call | undefined {
  try {
    return decode(request);
  } catch {
    return undefined; // the answer says why
  }
}
