import { isHidden, SECRET } from '../../models/unknown-value.ts';
import { ConfigurationError } from '../../../lib/errors.ts';
import type { PlannedState } from '../plans/planned-resource.ts';
import { ownRegion } from '../plans/region-names.ts';

/** A property of a resource, and the value that it is to have. */
export interface Override {
  /** `instanceType`, `instance_type`; inside blocks: `rootBlockDevice.volumeSize`, `ebs_block_device.1.size`. */
  readonly property: string;
  /** As it was written. */
  readonly text: string;
}

/** The limits of FinFocus, in bytes. */
const LONGEST_KEY = 128;
const LONGEST_VALUE = 10 * 1024;
const DEEPEST = 8;
const REMEDY = 'write it as instanceType=m5.large, or rootBlockDevice.volumeSize=100';

/**
 * A property with its value: `instanceType=m5.large`.
 *
 * @throws {ConfigurationError} for anything else
 */
export function parseOverride(flag: string, text: string): Override {
  const at = text.indexOf('=');
  const property = text.slice(0, Math.max(0, at)).trim();
  const value = text.slice(at + 1).trim();
  const path = property.split('.');
  const isPath = path.length <= DEEPEST && path.every((name) => /^[\w-]+$/.test(name));
  if (at === -1 || !isPath || property.length > LONGEST_KEY) {
    throw new ConfigurationError(`${flag}: "${text.slice(0, LONGEST_KEY)}" is no property with a value`, { remedy: REMEDY }); // prettier-ignore
  }
  if (Buffer.byteLength(value) > LONGEST_VALUE) {
    throw new ConfigurationError(`${flag}: the value of ${property} is longer than 10 KiB`, {
      remedy: REMEDY,
    });
  }
  return { property, text: value };
}

/** The state with the property changed. Other properties stay as they are. */
export function overridden(state: PlannedState, { property, text }: Override): PlannedState {
  const value = withValue(state.properties, property.split('.'), valueOf(text));
  const properties = isRecord(value) ? value : state.properties;
  const given = (name: string): unknown => properties[keyIn(properties, name)];
  const place = { region: given('region'), zone: given('availability_zone') };
  const isPlace = ['region', 'availability_zone'].includes(snakeCase(property));
  const region = isPlace ? ownRegion(place, 'availability_zone') : undefined;
  return { ...state, properties, region: region ?? state.region };
}

/** The value of the property, for a person. Empty if there is none. */
export function textOfProperty(state: PlannedState, { property }: Override): string {
  let value: unknown = state.properties;
  for (const name of property.split('.')) {
    if (Array.isArray(value)) value = /^\d+$/.test(name) ? value[Number(name)] : at(value[0], name);
    else value = at(value, name);
  }
  if (isHidden(value)) return value === SECRET ? 'secret' : 'unknown before the change';
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function at(value: unknown, name: string): unknown {
  return isRecord(value) ? value[keyIn(value, name)] : undefined;
}

function withValue(value: unknown, path: readonly string[], next: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return next;
  if (Array.isArray(value)) {
    const isIndex = /^\d+$/.test(name);
    const index = isIndex ? Math.min(Number(name), value.length) : 0;
    const list: unknown[] = [...(value as readonly unknown[])];
    list[index] = withValue(list[index], isIndex ? rest : path, next);
    return list;
  }
  const own = isRecord(value) ? value : {};
  const key = keyIn(own, name);
  // An own property, also for a name such as __proto__.
  return Object.fromEntries([
    ...Object.entries(own).filter(([known]) => known !== key),
    [key, withValue(Object.hasOwn(own, key) ? own[key] : undefined, rest, next)],
  ]);
}

/** The property as the plan writes it: Pulumi and Terraform spell the same names in two ways. */
function keyIn(properties: Readonly<Record<string, unknown>>, name: string): string {
  if (Object.hasOwn(properties, name)) return name;
  const wanted = snakeCase(name);
  return Object.keys(properties).find((key) => snakeCase(key) === wanted) ?? name;
}

function snakeCase(name: string): string {
  return name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}

/** Lists and objects are JSON; cost models read numbers and booleans from text too. */
function valueOf(text: string): unknown {
  if (!/^[[{]/.test(text)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
