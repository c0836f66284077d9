import type {
  AcceptedRemovals,
  Estate,
  EstateChange,
  EstateMemory,
} from '../state/estate-memory.ts';

export interface EstateGuardOptions {
  readonly memory: EstateMemory;
  /** A key for the settings that select accounts: equal settings have the same key. */
  readonly settings: string;
  /** Names the mapping. */
  readonly mapping: string;
  /** The removals that a user has accepted; undefined for none. */
  readonly accepted: AcceptedRemovals | undefined;
  /** Whether to remember the run's accounts and regions. A plan does not. */
  readonly remembers: boolean;
}

/** Compares a run's accounts and regions with those of earlier runs. */
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

  /** @param estate undefined when the run did not find all of it, or was limited */
  compare(estate: Estate | undefined): EstateChange | undefined {
    if (estate === undefined) return undefined;
    const { memory, settings, accepted } = this.#options;
    const change = memory.compare(estate, settings, accepted);
    this.#compared = { estate, change };
    return change;
  }

  /** Saves the compared accounts and regions. @throws {StateError} when the disk write fails */
  async save(): Promise<void> {
    const { memory, settings, mapping, remembers } = this.#options;
    if (this.#compared === undefined || !remembers) return;
    const { estate, change } = this.#compared;
    await memory.save(estate, change, { settings, mapping });
  }
}
