import path from 'node:path';
import { PluginError } from './plugin-error.ts';

/** A plugin's name is the name of a folder: no separators, no dots at the start. */
const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/i;
/** SemVer; a leading v is allowed. */
const VERSION =
  /^v?(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]+)?$/;
const REGION = /^[a-z0-9][a-z0-9-]{0,63}$/i;

export function isPluginName(text: string): boolean {
  return NAME.test(text) && !text.includes('..') && path.basename(text) === text;
}

export function isPluginVersion(text: string): boolean {
  return text.length <= 128 && VERSION.test(text);
}

/** May a region become a part of a file's name? */
export function isRegionText(text: string): boolean {
  return REGION.test(text);
}

/** @throws {PluginError} for a name that cannot be the name of a folder */
export function checkedPluginName(text: string): string {
  if (isPluginName(text)) return text;
  throw new PluginError(JSON.stringify(text), 'invalid', 'this is not the name of a plugin', {
    remedy: 'a name has letters, digits, dots, dashes and underscores only',
  });
}

/** The order of SemVer: negative when the first is older. */
export function compareVersions(one: string, other: string): number {
  const [first, second] = [VERSION.exec(one), VERSION.exec(other)];
  if (first === null || second === null) return one < other ? -1 : one > other ? 1 : 0;
  for (const part of [1, 2, 3]) {
    const difference = Number(first[part]) - Number(second[part]);
    if (difference !== 0) return difference;
  }
  return comparePrereleases(first[4], second[4]);
}

/** A version without one is newer than its prereleases. */
function comparePrereleases(one: string | undefined, other: string | undefined): number {
  if (one === undefined || other === undefined) {
    return one === other ? 0 : one === undefined ? 1 : -1;
  }
  const [first, second] = [one.split('.'), other.split('.')];
  for (let at = 0; at < Math.max(first.length, second.length); at += 1) {
    const [left, right] = [first[at], second[at]];
    if (left === undefined || right === undefined) return left === undefined ? -1 : 1;
    if (left === right) continue;
    const [isLeftNumber, isRightNumber] = [/^\d+$/.test(left), /^\d+$/.test(right)];
    if (isLeftNumber && isRightNumber) return Number(left) - Number(right);
    if (isLeftNumber !== isRightNumber) return isLeftNumber ? -1 : 1;
    return left < right ? -1 : 1;
  }
  return 0;
}
