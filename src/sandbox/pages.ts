import { z } from 'zod';
import { hash32 } from '../lib/random.ts';
import { serviceError, sizeRefusalOf, tokenRefusalOf } from './wire/service-error.ts';
import { ServiceError } from './wire/call.ts';
import type { ServiceModel } from './wire/service-model.ts';

/** The sandbox's paging options, besides the request's. */
export interface PagingOptions {
  /** Caps the page size that the server gives. */
  readonly maxPageSize?: number | undefined;
  /** The share of pages, 0 to 1, that are empty but have a next token. */
  readonly emptyPages?: number | undefined;
}

export interface Page {
  readonly indices: readonly number[];
  /** Undefined on the last page. */
  readonly next?: string;
}

const Token = z.object({ list: z.string(), from: z.number().int().min(0), seen: z.boolean() });

/** Splits lists into pages, with opaque tokens that are valid for their own list only. */
export class Pager {
  readonly #options: PagingOptions;
  readonly #service: ServiceModel | undefined;

  /** @param service the service whose lists these are */
  constructor(options: PagingOptions, service: ServiceModel | undefined) {
    this.#options = options;
    this.#service = service;
  }

  /**
   * The requested page size.
   *
   * @throws {ServiceError} when it is outside AWS's range
   */
  size(asked: number | undefined, least: number, most: number): number {
    if (asked === undefined) return most;
    if (Number.isInteger(asked) && asked >= least && asked <= most) return asked;
    throw this.#refusal(
      sizeRefusalOf,
      `Value ( ${asked} ) for the page size is invalid. It must be between ${least} and ${most}`,
    );
  }

  /**
   * One page of a list of `length`.
   *
   * @param list names the list; a token of another one is rejected
   * @param weightOf how much of the page an element takes; a page has at least one element
   */
  page(
    list: string,
    length: number,
    size: number,
    token: unknown,
    weightOf: (index: number) => number = () => 1,
  ): Page {
    const { from, seen } = this.#open(list, token);
    if (!seen && this.#isEmptied(list, from))
      return { indices: [], next: close({ list, from, seen: true }) };
    const room = Math.max(1, Math.min(size, this.#options.maxPageSize ?? size));
    const indices: number[] = [];
    let used = 0;
    for (let index = from; index < length; index += 1) {
      used += weightOf(index);
      if (used > room && indices.length > 0) break;
      indices.push(index);
    }
    const end = from + indices.length;
    return end < length ? { indices, next: close({ list, from: end, seen: false }) } : { indices };
  }

  #open(list: string, token: unknown): { from: number; seen: boolean } {
    if (typeof token !== 'string' || token === '') return { from: 0, seen: false };
    try {
      const opened = Token.parse(JSON.parse(Buffer.from(token, 'base64url').toString()));
      if (opened.list === list) return opened;
    } catch {
      // rejected below, like a token of another list
    }
    throw this.#refusal(tokenRefusalOf, 'The page token is not valid.');
  }

  #refusal(codeOf: (service: ServiceModel) => string, message: string): ServiceError {
    if (this.#service === undefined) return new ServiceError('ValidationException', message);
    return serviceError(this.#service, codeOf(this.#service), message);
  }

  #isEmptied(list: string, from: number): boolean {
    const share = this.#options.emptyPages ?? 0;
    return share > 0 && (hash32(`${list} ${from}`) % 1_000) / 1_000 < share;
  }
}

function close(token: z.infer<typeof Token>): string {
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}
