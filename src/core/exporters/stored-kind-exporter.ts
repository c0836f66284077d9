import type { z } from 'zod';
import { classify } from '../../aws/errors.ts';
import { chunk } from '../../lib/chunk.ts';
import { InternalError } from '../../lib/errors.ts';
import type { Gap } from '../inspector/gap.ts';
import {
  ResourceNotFoundError,
  type Exporter,
  type ExportRequest,
  type GoneAnswer,
  type Probe,
} from './exporter.ts';
import type { ObjectKind } from './object-kind.ts';
import { RecordsNotReadError } from './records-not-read-error.ts';
import type { Batch, Resource, ScopeProof } from './resource.ts';
import type { RecordAnswer, StoredRecord, StoredRecords } from './stored-records.ts';

/** Records in one page of a listing, and the most that one question to the store is about. */
export const RECORDS_PER_PAGE = 1_000;

/** What gaps name as their action. */
const EVALUATION = 'evaluation';

/** Reads a kind from the records of the store. */
export class StoredKindExporter implements Exporter {
  readonly #kind: ObjectKind;
  readonly #title: string;
  readonly #schema: z.ZodObject;

  constructor({
    kind,
    title,
    schema,
  }: {
    readonly kind: ObjectKind;
    readonly title: string;
    readonly schema: z.ZodObject;
  }) {
    this.#kind = kind;
    this.#title = title;
    this.#schema = schema;
  }

  async getResource(identifiers: readonly string[], request: ExportRequest): Promise<Batch> {
    const [answer] = await this.#find([identifiers], request);
    if (answer?.status === 'exists') return this.#batch([answer.record], request);
    throw new ResourceNotFoundError(
      `the store has no ${this.#title} ${identifiers.join(' ')} of ${request.account.id}`,
      { remedy: 'check the identifiers and the account' },
    );
  }

  async *getPaginatedResources(request: ExportRequest): AsyncGenerator<Batch, ScopeProof, void> {
    const { account, signal } = request;
    const of = { kind: this.#kind, accountId: account.id };
    let pages = 0;
    let resources = 0;
    for await (const records of recordsOf(request).pages(of, signal)) {
      pages += 1;
      resources += records.length;
      yield this.#batch(records, request);
    }
    return { pages, resources };
  }

  async probe(request: ExportRequest): Promise<Probe> {
    const of = { kind: this.#kind, accountId: request.account.id };
    for await (const records of recordsOf(request).pages(of, request.signal)) {
      if (records.length > 0) return { hasResources: true, gaps: [] };
    }
    return { hasResources: false, gaps: [] };
  }

  async confirmGone(
    missing: readonly (readonly string[])[],
    request: ExportRequest,
  ): Promise<readonly GoneAnswer[]> {
    const answers: GoneAnswer[] = [];
    for (const some of chunk(missing, RECORDS_PER_PAGE)) {
      try {
        answers.push(...(await this.#find(some, request)).map(goneAnswer));
      } catch (error) {
        request.signal.throwIfAborted();
        const unknown = { status: 'unknown', failure: classify(error), permissions: [] } as const;
        answers.push(...some.map(() => unknown));
      }
    }
    return answers;
  }

  async #find(
    identifiers: readonly (readonly string[])[],
    request: ExportRequest,
  ): Promise<readonly RecordAnswer[]> {
    const of = { kind: this.#kind, accountId: request.account.id };
    const answers = await recordsOf(request).find(of, identifiers, request.signal);
    if (answers.length === identifiers.length) return answers;
    throw new InternalError(
      `${this.#kind}: ${identifiers.length} asked, ${answers.length} answers`,
    );
  }

  #batch(records: readonly StoredRecord[], { account }: ExportRequest): Batch {
    const resources = records.map(({ properties, region }): Resource => {
      const context = { AccountId: account.id, ...(region !== undefined && { Region: region }) };
      return {
        Type: this.#kind,
        Properties: this.#schema.parse(properties),
        __ExtraContext: context,
      };
    });
    const identifiers = records.map((record) => record.identifiers);
    const stale = records.flatMap((record) =>
      record.stale === undefined ? [] : [gapOf(record.identifiers, record.stale)],
    );
    if (stale.length === 0) return { resources, identifiers, gaps: [] };
    const incomplete = new Set(resources.filter((_, index) => records[index]?.stale !== undefined));
    return { resources, identifiers, gaps: stale, incomplete };
  }
}

function recordsOf({ records }: ExportRequest): StoredRecords {
  if (records !== undefined) return records;
  throw new RecordsNotReadError('not-enabled', 'this command does not read the store', {
    remedy: 'ask the store instead: longshore query --tables lists what it has',
  });
}

/** The record stays as it was: what it says is older than the rest. */
function gapOf(identifiers: readonly string[], stale: string): Gap {
  const remedy =
    'the last values stay in Port, and nothing is deleted: fix what could not be read, then evaluate again';
  const failure = { class: 'other', code: 'Stale', message: stale, remedy } as const;
  return { identifier: identifiers.join(' '), action: EVALUATION, failure, permissions: [] };
}

function goneAnswer(answer: RecordAnswer): GoneAnswer {
  return answer.status === 'exists' ? { status: 'exists' } : answer;
}
