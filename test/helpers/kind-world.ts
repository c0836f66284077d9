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

/** Two accounts that use one region. */
export const ESTATE = {
  seed: 'kinds',
  accounts: 2,
  regions: [REGION],
  usedRegions: 1,
} as const satisfies EstateOptions;

/** Where a resource of the estate is: what the estate's own functions take. */
export type Place = readonly [estate: Estate, accountId: string, region: string, index: number];

/** A regional kind, and what of the estate it should show. */
export interface KindOfEstate {
  readonly kind: ObjectKind;
  /** As the estate counts them. */
  readonly counted: EstateKind;
  /** What the resource at a place should come out with; undefined when it should not come out. */
  propertiesOf(...place: Place): object | undefined;
}

export interface KindWorldOptions extends Omit<SandboxOptions, 'estate'> {
  readonly estate?: Partial<EstateOptions>;
}

/** An estate with many resources of one kind, and what reading them should give. */
export class KindWorld implements AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly #subject: KindOfEstate | (ObjectKind & EstateKind);

  private constructor(sandbox: Sandbox, subject: KindOfEstate | (ObjectKind & EstateKind)) {
    this.sandbox = sandbox;
    this.#subject = subject;
  }

  /** With so many resources in each of the accounts. */
  static async open(
    subject: KindOfEstate | (ObjectKind & EstateKind),
    count: number,
    { estate, ...options }: KindWorldOptions = {},
  ): Promise<KindWorld> {
    const sandbox = await startSandbox({
      estate: {
        ...ESTATE,
        [typeof subject === 'string' ? subject : subject.counted]: count,
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
      kinds: [typeof this.#subject === 'string' ? this.#subject : this.#subject.kind],
      everything: true,
      ...options,
    });
  }

  /** Every resource of the estate as a raw item, without those that `isMissing`. */
  items(isMissing: (accountId: string, index: number) => boolean = () => false): readonly string[] {
    const subject = this.#subject;
    if (typeof subject === 'string') {
      const simulated = simulationOf(subject);
      if (simulated === undefined) throw new Error(`the sandbox does not simulate ${subject}`);
      return itemsOfEstate(simulated, this.estate, ({ accountId, n }) => !isMissing(accountId, n));
    }
    return expectedItemsOf(this.estate, {
      ...subject,
      propertiesOf: (...place) =>
        isMissing(place[1], place[3]) ? undefined : subject.propertiesOf(...place),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sandbox.close();
  }
}

/** The raw items that an estate's resources of a regional kind should give, sorted. */
export function expectedItemsOf(estate: Estate, subject: KindOfEstate): readonly string[] {
  const items: string[] = [];
  for (const accountId of estate.accountIds) {
    for (const region of estate.usedRegions) {
      const count = estate.countOf(subject.counted, accountId, region);
      for (let index = 0; index < count; index += 1) {
        const Properties = subject.propertiesOf(estate, accountId, region, index);
        if (Properties === undefined) continue;
        const __ExtraContext = { AccountId: accountId, Region: region };
        items.push(canonical({ Type: subject.kind, Properties, __ExtraContext }));
      }
    }
  }
  return items.sort();
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
