import { expect } from '@jest/globals';
import type { ObjectKind } from '../../src/core/exporters/object-kind.ts';
import type { Estate, EstateKind, EstateOptions } from '../../src/sandbox/estate/estate.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox-options.ts';
import { itemsOfEstate, simulationOf } from '../conformance/worked-example.ts';
import { canonical } from './expected.ts';
import type { ReadOptions, ReadResult } from './read-aws.ts';
import { readEstate } from './read-estate.ts';

/** The one region that the estates of these tests use. */
export const REGION = 'eu-west-1';

/** Where a kind that is listed by account is read, alone. */
const HOME_REGION = 'us-east-1';

/** Two accounts that use one region. */
export const ESTATE = {
  seed: 'kinds',
  accounts: 2,
  regions: [REGION],
  usedRegions: 1,
} as const satisfies EstateOptions;

export interface KindWorldOptions extends Omit<SandboxOptions, 'estate'> {
  readonly estate?: Partial<EstateOptions>;
}

/** An estate with many resources of one kind, and what reading them should give. */
export class KindWorld implements AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly #subject: ObjectKind & EstateKind;

  private constructor(sandbox: Sandbox, subject: ObjectKind & EstateKind) {
    this.sandbox = sandbox;
    this.#subject = subject;
  }

  /** With so many resources in each of the accounts. */
  static async open(
    subject: ObjectKind & EstateKind,
    count: number,
    { estate, ...options }: KindWorldOptions = {},
  ): Promise<KindWorld> {
    const sandbox = await startSandbox({
      estate: {
        ...ESTATE,
        [subject]: count,
        ...estate,
      },
      ...options,
    });
    return new KindWorld(sandbox, subject);
  }

  get estate(): Estate {
    return this.sandbox.estate;
  }

  /** The first of the accounts. */
  get account(): string {
    return this.sandbox.managementAccountId;
  }

  /** What the sandbox was called for so far, by `service:Operation`. */
  get calls(): Readonly<Record<string, number>> {
    return this.sandbox.calls();
  }

  /** Reads the kind with every option. */
  read(options: Omit<ReadOptions, 'kinds'> = {}): Promise<ReadResult> {
    return readEstate(this.sandbox, {
      kinds: [this.#subject],
      everything: true,
      ...options,
    });
  }

  /** Every resource of the estate as a raw item, without those that `isMissing`. */
  items(isMissing: (accountId: string, index: number) => boolean = () => false): readonly string[] {
    return itemsOfEstate(
      simulationOf(this.#subject),
      this.estate,
      ({ accountId, n }) => !isMissing(accountId, n),
      HOME_REGION,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sandbox.close();
  }
}

/** What a run gave, as `canonical` text and sorted. */
export function itemsOf({ resources }: Pick<ReadResult, 'resources'>): readonly string[] {
  return resources.map(canonical).sort();
}

/** Every scope was read to its end, nothing is missing of any resource, and these are all. */
export function expectWhole(result: ReadResult, items: readonly string[]): void {
  expect(result.gaps).toEqual([]);
  expect(result.notComplete()).toEqual([]);
  expect(itemsOf(result)).toEqual(items);
}
