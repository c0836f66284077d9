import { editDistance, nearestWithin } from '../lib/nearest.ts';
import { UNUSED_OCEAN_SETTINGS } from './ocean-settings.ts';
import type { Setting } from './setting.ts';
import { isOceans, keyOf, pathOf, variableOf } from './setting-names.ts';

const ANYTHING_BELOW = '.*';
/** The settings that decide what is read: a typo in one of these is always an error. */
const DECISIVE = 'integration.config';
/** The most edits between two whole paths: longer names may have more typos. */
const MOST_EDITS = 3;

/** The names of Ocean's settings: those that Longshore uses, and those that it accepts. */
export class KnownNames {
  /** Each path in its usual form, by its key. */
  readonly #paths = new Map<string, string>();
  /** Keys of groups: their members are separate settings. */
  readonly #groups = new Set<string>();
  /** Keys of groups that accept any member. */
  readonly #open = new Set<string>();
  readonly #settings: readonly Setting<unknown>[];

  constructor(settings: readonly Setting<unknown>[]) {
    this.#settings = settings;
    const own = settings.flatMap(({ env }) => env.filter(isOceans).map(pathOf));
    const unused = UNUSED_OCEAN_SETTINGS.flatMap(({ paths }) => paths);
    for (const path of [...own, ...unused]) this.#add(path);
  }

  /** Does the key name a group whose members are checked one by one? */
  isGroup(key: string): boolean {
    return this.#groups.has(key);
  }

  /** Is there a setting with this key, or a group? */
  isKnown(key: string): boolean {
    if (this.#paths.has(key)) return true;
    return [...this.#open].some((group) => key === group || key.startsWith(`${group}.`));
  }

  /** The setting that an unknown path was probably meant to be; undefined when none is near. */
  suggestion(path: readonly string[]): string | undefined {
    const key = keyOf(path);
    const leaf = keyOf(path.slice(-1));
    const parent = keyOf(path.slice(0, -1));
    const keys = [...this.#paths.keys()];
    const siblings = keys.filter((known) => parentOf(known) === parent).map(leafOf);
    const most = Math.max(2, Math.floor(leaf.length / 4));
    const sibling = nearestWithin(leaf, siblings, most);
    const found =
      keys.find((known) => leafOf(known) === leaf) ??
      (sibling === undefined ? undefined : joined(parent, sibling)) ??
      nearestWithin(key, keys, MOST_EDITS);
    return found === undefined ? undefined : this.#paths.get(found);
  }

  /** The variable for the setting of a path, if only a variable can set it. */
  variableFor(path: readonly string[]): string | undefined {
    const leaf = keyOf(path.slice(-1));
    return this.#settings.find(({ name }) => keyOf([name]) === leaf)?.env[0];
  }

  #add(path: string): void {
    const isOpen = path.endsWith(ANYTHING_BELOW);
    const names = (isOpen ? path.slice(0, -ANYTHING_BELOW.length) : path).split('.');
    for (let length = 1; length <= names.length; length += 1) {
      const part = names.slice(0, length);
      this.#paths.set(keyOf(part), part.join('.'));
      if (length < names.length) this.#groups.add(keyOf(part));
    }
    if (isOpen) this.#open.add(keyOf(names));
  }
}

/** Does a typo at this path change which accounts are read, or how? */
export function isDecisive(path: string | undefined): boolean {
  return path === DECISIVE || path?.startsWith(`${DECISIVE}.`) === true;
}

/** The variable that another one, of any prefix, was probably meant to be. */
export function nearestVariable(name: string, variables: readonly string[]): string | undefined {
  const upper = name.toUpperCase();
  return variables.find((variable) => editDistance(upper, variable, 2) <= 2);
}

/** The suggestion for an unknown path in a variable: the intended variable. */
export function variableHint(path: string | undefined): string {
  return path === undefined ? '' : `; did you mean ${variableOf(path)}?`;
}

function leafOf(key: string): string {
  return key.slice(key.lastIndexOf('.') + 1);
}

function parentOf(key: string): string {
  return key.slice(0, Math.max(0, key.lastIndexOf('.')));
}

function joined(parent: string, leaf: string): string {
  return parent === '' ? leaf : `${parent}.${leaf}`;
}
