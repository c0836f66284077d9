import { capacityBlockRates, capacityBlocks } from '../../../cost/prices/capacity-blocks.ts';
import type { CapacityBlock } from '../../../cost/prices/capacity-blocks.ts';
import { CostExplorer } from '../../../cost/prices/cost-explorer.ts';
import type { SpendCap } from '../../../cost/prices/paid-calls.ts';
import {
  StoredBlockRates,
  type BlockRateToStore,
  type StoredBlockRate,
} from '../../../cost/prices/stored-block-rates.ts';
import { messageOf } from '../../../lib/errors.ts';
import type { Store } from '../../../store/store.ts';
import type { PriceAccounts } from './price-accounts.ts';

/** Cost Explorer has new data once or twice a day: asking more often costs money, and tells nothing new. */
const MAX_AGE_MS = 24 * 60 * 60_000;

/** A capacity block that instances run in. */
export interface UsedBlock {
  readonly region: string;
  /** `cr-0123456789abcdef0` */
  readonly id: string;
}

/** The capacity blocks in use in one account. */
export interface CapacityBlockUse {
  readonly account: string;
  readonly blocks: readonly UsedBlock[];
}

/** What is known of the rates of an account's capacity blocks. */
export interface KnownBlockRates {
  readonly rates: readonly StoredBlockRate[];
  /** Why a block that is not among them has no rate. */
  readonly unread: string;
  /** Why rates could not be read now: those that were stored stay. */
  readonly problem?: Error;
}

export interface BlockRatesOptions {
  readonly store: Store;
  readonly accounts: PriceAccounts;
  readonly cap: SpendCap;
  now(): number;
}

/** The rates of capacity blocks: Cost Explorer is asked once a day for each account, and the answer is stored. */
export class BlockRates {
  readonly #options: BlockRatesOptions;
  readonly #stored: StoredBlockRates;

  constructor(options: BlockRatesOptions) {
    this.#options = options;
    this.#stored = new StoredBlockRates(options.store);
  }

  /**
   * The rates of blocks in use, and of the account's other blocks.
   *
   * @throws {StoreError} when the store cannot be read; the signal's reason
   */
  async of(use: CapacityBlockUse, signal: AbortSignal): Promise<KnownBlockRates> {
    const { account } = use;
    const stored = await this.#stored.load(account, signal);
    const [first] = stored;
    if (first !== undefined && stored.every((rate) => this.#isFresh(rate))) {
      const unread = `the bill of ${account} was read at ${first.readAt}, and is read again a day later`;
      return { rates: stored, unread };
    }
    try {
      await this.#stored.save(account, await this.#read(use, signal), this.#options.now(), signal);
      return { rates: await this.#stored.load(account, signal), unread: '' };
    } catch (problem) {
      signal.throwIfAborted();
      const unread = messageOf(problem);
      const cause = problem instanceof Error ? problem : new TypeError(unread);
      return { rates: stored, unread, problem: cause };
    }
  }

  #isFresh({ readAt }: StoredBlockRate): boolean {
    const age = this.#options.now() - Date.parse(readAt);
    return age >= 0 && age < MAX_AGE_MS;
  }

  async #read(
    { account, blocks: used }: CapacityBlockUse,
    signal: AbortSignal,
  ): Promise<readonly BlockRateToStore[]> {
    const { cap, accounts } = this.#options;
    const { session, clients, observer } = await accounts.open(account, signal);
    const opened = clients.open(session, { signal, observer });
    const blocks: CapacityBlock[] = [];
    for (const region of new Set(used.map((block) => block.region))) {
      blocks.push(...(await capacityBlocks(region, opened, signal)));
    }
    const { partition } = session.account;
    const explorer = new CostExplorer({ clients, owner: session, partition, observer, cap });
    const known = new Set(blocks.map(({ id }) => id));
    return [
      ...(await capacityBlockRates(blocks, explorer, signal)),
      ...used.filter(({ id }) => !known.has(id)).map((block) => ({ ...block, problem: NO_BLOCK })),
    ];
  }
}

const NO_BLOCK =
  'AWS does not list this capacity block among the active ones of the account: another account may own it';
