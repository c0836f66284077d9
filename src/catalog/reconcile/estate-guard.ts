import type {
  AcceptedRemovals,
  Estate,
  EstateChange,
  EstateMemory,
} from '../state/estate-memory.ts';

export interface EstateGuardOptions {
  readonly memory: EstateMemory;
  /** Names the settings that say which accounts are read: the same for the same settings. */
  readonly settings: string;
  /** Names the mapping. */
  readonly mapping: string;
  /** Which removals a person has accepted; undefined for none. */
  readonly accepted: AcceptedRemovals | undefined;
  /** Is the run's estate to be remembered? Not that of a plan. */
  readonly remembers: boolean;
}

/** Holds a run's accounts and regions against those of the runs before. */
export class EstateGuard {
  readonly #options: EstateGuardOptions;
  #compared: { readonly estate: Estate; readonly change: EstateChange } | undefined;

  constructor(options: EstateGuardOptions) {
    this.#options = options;
  }

  get isMappingChanged(): boolean {
    const { memory, mapping } = this.#options;
    return memory.isMappingChanged(mapping);
  }

  /** Missing accounts and regions whose removal was not accepted. */
  get missing(): { readonly accounts: readonly string[]; readonly regions: readonly string[] } {
    const change = this.#compared?.change;
    return { accounts: change?.missingAccounts ?? [], regions: change?.missingRegions ?? [] };
  }

  /** @param estate undefined when the run did not find, or was not to read, all of it */
  compare(estate: Estate | undefined): EstateChange | undefined {
    if (estate === undefined) return undefined;
    const { memory, settings, accepted } = this.#options;
    const change = memory.compare(estate, settings, accepted);
    this.#compared = { estate, change };
    return change;
  }

  /** Remembers what was compared. @throws {StateError} when the disk does not take it */
  async save(): Promise<void> {
    const { memory, settings, mapping, remembers } = this.#options;
    if (this.#compared === undefined || !remembers) return;
    const { estate, change } = this.#compared;
    await memory.save(estate, change, { settings, mapping });
  }
}
