import { ConfigurationError } from '../../../lib/errors.ts';

/** What filters look at. */
export interface Filterable {
  readonly type: string;
  readonly provider: string;
  readonly service: string;
  readonly id: string;
  readonly tags: ReadonlyMap<string, string>;
  /** A property of the resource by its name, whatever its case; undefined for none. */
  property(name: string): string | undefined;
}

/** Does it pass? */
export type Filter = (of: Filterable) => boolean;

const TAG = 'tag:';
const REMEDY = 'write it as type=aws:ec2*, service=ec2, id=web or tag:team=web';

/**
 * Filters, each `key=value`: a resource must pass all. Case does not count. A value is part of the text; with `*` it is
 * the whole text, and so it is after a second `=`: `type==aws_instance`.
 *
 * @throws {ConfigurationError} for a text without `=`, a key or a value
 */
export function parseFilters(texts: readonly string[]): Filter {
  const filters = texts.map(filterOf);
  return (one) => filters.every((filter) => filter(one));
}

function filterOf(text: string): Filter {
  const at = text.indexOf('=');
  const key = text.slice(0, Math.max(0, at)).trim().toLowerCase();
  const value = text.slice(at + 1).trim();
  const exact = value.startsWith('=') ? value.slice(1).trim() : undefined;
  if (at === -1 || key === '' || key === TAG || value === '' || exact === '') {
    throw new ConfigurationError(`--filter: "${text}" is not a filter`, { remedy: REMEDY });
  }
  const matches = matcherOf(exact ?? value, exact !== undefined);
  return (one) => valuesOf(one, key).some(matches);
}

function valuesOf(one: Filterable, key: string): readonly string[] {
  if (key === 'type' || key === 'provider' || key === 'service' || key === 'id') return [one[key]];
  if (key.startsWith(TAG)) return tagsOf(one, key.slice(TAG.length).trim());
  const own = one.property(key);
  return own === undefined ? tagsOf(one, key) : [own];
}

function tagsOf({ tags }: Filterable, name: string): readonly string[] {
  return [...tags].filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
}

function matcherOf(wanted: string, isExact: boolean): (value: string) => boolean {
  const lower = wanted.toLowerCase();
  if (isExact) return (value) => value.toLowerCase() === lower;
  if (!lower.includes('*')) return (value) => value.toLowerCase().includes(lower);
  const parts = lower.split('*');
  return (value) => isLike(value.toLowerCase(), parts);
}

/** Does the text consist of these parts, with anything between them? In linear time, other than a pattern. */
function isLike(text: string, parts: readonly string[]): boolean {
  const [first = ''] = parts;
  const last = parts.at(-1) ?? '';
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

/** The names that filters ask for, as they are written, without `tag:`. */
export function filterNames(texts: readonly string[]): readonly string[] {
  return texts.map((text) => {
    const name = text.slice(0, Math.max(0, text.indexOf('='))).trim();
    return name.toLowerCase().startsWith(TAG) ? name.slice(TAG.length).trim() : name;
  });
}
