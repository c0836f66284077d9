import { hash, randomUUID } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { z } from 'zod';
import type { StateOwner } from './entity-state.ts';
import { stateError } from './state-error.ts';

/** The accounts and regions that a run was meant to read. */
export interface Estate {
  /** All accounts of an organization, or those that settings and credentials reach. */
  readonly listedBy: 'organization' | 'settings';
  readonly accounts: readonly string[];
  /** Enabled regions by account, if they were listed. */
  readonly regions: ReadonlyMap<string, readonly string[]>;
}

/** The removals that a user has accepted: all, or those of some accounts. */
export type AcceptedRemovals = 'all' | ReadonlySet<string>;

/** How a run's accounts and regions differ from those of earlier runs. */
export interface EstateChange {
  /** False when nothing is remembered: missing accounts cannot be detected. */
  readonly isKnown: boolean;
  /** Nothing is missing, or its removal was accepted. */
  readonly isWhole: boolean;
  /** Missing accounts whose removal was not accepted yet. */
  readonly missingAccounts: readonly string[];
  /** Regions that are missing, as `account region`. */
  readonly missingRegions: readonly string[];
  /** May entities of an account, or of one of its regions, be deleted although it is no longer read? */
  isRemoved(accountId: string, region?: string): boolean;
}

const Content = z.object({
  version: z.literal(1),
  owner: z.object({ baseUrl: z.string(), type: z.string(), identifier: z.string() }),
  /** Key of the settings that select accounts. */
  settings: z.string(),
  /** Of the mapping. */
  mapping: z.string(),
  accounts: z.array(z.string()),
  regions: z.record(z.string(), z.array(z.string())),
  /** Missing accounts whose removal was not accepted. */
  missing: z.array(z.string()),
  /** Accounts that left the organization, or whose removal was accepted. */
  removed: z.array(z.string()),
});
type Content = z.output<typeof Content>;

const Sealed = z.object({ checksum: z.string(), content: z.unknown() });

/**
 * Remembers, in its own file, which accounts and regions runs were meant to read: settings that shrink by
 * accident must not look like deleted resources.
 */
export class EstateMemory {
  readonly #file: string;
  readonly #owner: StateOwner;
  readonly #content: Content | undefined;
  /** Damage of the file; undefined when it is intact or missing. */
  readonly problem: string | undefined;

  private constructor(
    file: string,
    owner: StateOwner,
    content: Content | undefined,
    problem: string | undefined,
  ) {
    this.#file = file;
    this.#owner = owner;
    this.#content = content;
    this.problem = problem;
  }

  /** Reads the file. A missing or damaged file, or one of another installation, counts as empty. */
  static async open(file: string, owner: StateOwner): Promise<EstateMemory> {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) return new EstateMemory(file, owner, undefined, undefined);
    const content = contentOf(text);
    if (content === undefined) {
      const problem = `${file} is damaged: the accounts and regions of earlier runs are not known`;
      return new EstateMemory(file, owner, undefined, problem);
    }
    const isOwn = JSON.stringify(content.owner) === JSON.stringify(plainOwner(owner));
    return new EstateMemory(file, owner, isOwn ? content : undefined, undefined);
  }

  /** Has the mapping changed since it was remembered? Also true when unknown. */
  isMappingChanged(mapping: string): boolean {
    return this.#content?.mapping !== mapping;
  }

  /** The accounts and regions of earlier runs that this one lacks. */
  compare(estate: Estate, settings: string, accepted: AcceptedRemovals | undefined): EstateChange {
    const known = this.#content;
    const current = new Set(estate.accounts);
    const isLost = (account: string): boolean => !current.has(account);
    const isAccepted = (account: string): boolean =>
      accepted === 'all' || accepted?.has(account) === true;
    // Only a completely read organization, with the same settings, proves that it lost an account.
    const isTold = known?.settings === settings && estate.listedBy === 'organization';
    const removed = new Set(known?.removed.filter(isLost));
    for (const account of known?.accounts.filter(isLost) ?? []) {
      if (isTold) removed.add(account);
    }
    const isGone = (account: string): boolean => removed.has(account) || isAccepted(account);
    const missingAccounts = [
      ...new Set([...(known?.accounts ?? []), ...(known?.missing ?? [])]),
    ].filter((account) => isLost(account) && !isGone(account));
    const missingRegions = [...estate.regions].flatMap(([account, regions]) =>
      (known?.regions[account] ?? [])
        .filter((region) => !regions.includes(region) && !isAccepted(account))
        .map((region) => `${account} ${region}`),
    );
    return {
      isKnown: known !== undefined,
      isWhole:
        accepted === 'all' ||
        ((known !== undefined || accepted !== undefined) &&
          missingAccounts.length === 0 &&
          missingRegions.length === 0),
      missingAccounts,
      missingRegions,
      isRemoved: (account, region) =>
        region === undefined ? isGone(account) : isAccepted(account),
    };
  }

  /**
   * Saves a run's accounts and regions, and which earlier ones are missing.
   *
   * @throws {StateError} when the file cannot be written
   */
  async save(
    estate: Estate,
    change: EstateChange,
    { settings, mapping }: { readonly settings: string; readonly mapping: string },
  ): Promise<void> {
    const known = this.#content;
    const current = new Set(estate.accounts);
    const earlier = [
      ...(known?.accounts ?? []),
      ...(known?.missing ?? []),
      ...(known?.removed ?? []),
    ];
    const regions = { ...known?.regions };
    for (const [account, enabled] of estate.regions) {
      const kept = change.missingRegions
        .filter((place) => place.startsWith(`${account} `))
        .map((place) => place.slice(account.length + 1));
      regions[account] = [...enabled, ...kept].sort();
    }
    const content: Content = {
      version: 1,
      owner: plainOwner(this.#owner),
      settings,
      mapping,
      accounts: [...estate.accounts].sort(),
      regions: Object.fromEntries(
        Object.entries(regions).filter(
          ([account]) => current.has(account) || change.missingAccounts.includes(account),
        ),
      ),
      missing: [...change.missingAccounts].sort(),
      removed: [...new Set(earlier)]
        .filter((account) => !current.has(account) && !change.missingAccounts.includes(account))
        .sort(),
    };
    await writeWhole(this.#file, JSON.stringify({ checksum: checksumOf(content), content }));
  }
}

function contentOf(text: string): Content | undefined {
  try {
    const sealed = Sealed.parse(JSON.parse(text));
    const content = Content.parse(sealed.content);
    return checksumOf(content) === sealed.checksum ? content : undefined;
  } catch {
    return undefined;
  }
}

function checksumOf(content: Content): string {
  return hash('sha256', JSON.stringify(Content.parse(content)), 'hex');
}

function plainOwner({ baseUrl, type, identifier }: StateOwner): StateOwner {
  return { baseUrl, type, identifier };
}

/** Written under another name and renamed: after a crash, the file is either the new or the old one. */
async function writeWhole(file: string, text: string): Promise<void> {
  const partial = `${file}.${randomUUID()}.partial`;
  try {
    await using handle = await open(partial, 'w');
    await handle.writeFile(text);
    await handle.sync();
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined); // the error below has more details
    throw stateError(file, error);
  }
}
