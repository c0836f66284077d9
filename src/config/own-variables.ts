import { nearest } from '../lib/nearest.ts';
import { nearestVariable } from './known-names.ts';
import type { Setting } from './setting.ts';

const PREFIX = 'LONGSHORE_';

/** Variables of the program that are not settings. */
const PROGRAM_VARIABLES: readonly string[] = ['LONGSHORE_DEBUG'];

/** Variables that only tests read; they may be set in the program's environment. */
const TEST_VARIABLES: readonly string[] = [
  'LONGSHORE_KAFKA',
  'LONGSHORE_KAFKA_PASSWORD',
  'LONGSHORE_KAFKA_SASL',
  'LONGSHORE_KAFKA_USERNAME',
  'LONGSHORE_PYTHON',
  'LONGSHORE_TEST_ALL',
  'LONGSHORE_TEST_CORRUPTIONS',
  'LONGSHORE_TEST_DATA',
  'LONGSHORE_TEST_KILLS',
  'LONGSHORE_TEST_SEED',
  'LONGSHORE_TEST_SEQUENCES',
  'LONGSHORE_UPDATE',
];

/**
 * Variables that Kubernetes sets in every pod for a service whose name begins with `longshore`:
 * `LONGSHORE_SERVICE_HOST`, `LONGSHORE_PORT_8000_TCP_ADDR`, …
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
 */
const SERVICE_VARIABLE =
  /^LONGSHORE_(?:[A-Z0-9_]+_)?(?:SERVICE_HOST|SERVICE_PORT(?:_[A-Z0-9_]+)?|PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:ADDR|PORT|PROTO))?)$/;
const SERVICE_PORT = /^LONGSHORE_(?:[A-Z0-9_]+_)?PORT$/;
const SERVICE_ADDRESS = /^(?:tcp|udp|sctp):\/\//;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Was the variable set by Kubernetes? A service's variable can have the name of a setting: `longshore-http`
 * gives `LONGSHORE_HTTP_PORT`. The value distinguishes them.
 */
export function isServiceVariable(name: string, value: string): boolean {
  return SERVICE_VARIABLE.test(name) || (SERVICE_PORT.test(name) && SERVICE_ADDRESS.test(value));
}

/** Is it a variable of the program or its tests, besides those of settings? */
export function isProgramVariable(name: string): boolean {
  return PROGRAM_VARIABLES.includes(name) || TEST_VARIABLES.includes(name);
}

/**
 * Problems with variables that belong, or were probably meant to belong, to Longshore or Ocean's integration:
 * an unknown name would silently leave its setting at the default.
 *
 * @returns a line for each
 */
export function misspeltVariables(
  env: Environment,
  settings: readonly Setting<unknown>[],
): readonly string[] {
  const variables = settings.flatMap(({ env: names }) => names);
  const own = variables.filter((name) => name.startsWith(PREFIX));
  const decisive = settings.filter(({ isIntegration }) => isIntegration).flatMap((one) => one.env);
  return Object.entries(env).flatMap(([name, value = '']) => {
    if (value.trim() === '') return [];
    const meant = name.startsWith(PREFIX)
      ? meantByOwn(name, value, own)
      : meantByOther(name, [...own, ...decisive]);
    if (meant === undefined) return [];
    return [`${name}: unknown variable${meant === '' ? '' : `; did you mean ${meant}?`}`];
  });
}

/** The intended variable for one with our prefix: undefined when it is known, empty when none is near. */
function meantByOwn(name: string, value: string, own: readonly string[]): string | undefined {
  if (own.includes(name) || isProgramVariable(name) || isServiceVariable(name, value)) {
    return undefined;
  }
  const similar = nearest(unprefixed(name), own.map(unprefixed));
  if (similar !== undefined) return `${PREFIX}${similar}`;
  return own.find((longer) => longer.startsWith(name)) ?? '';
}

/** The intended variable for one with another prefix, if it is a typo of one of these. */
function meantByOther(name: string, variables: readonly string[]): string | undefined {
  if (/^OCEAN__/i.test(name)) return undefined; // Ocean's names are checked where they are parsed
  return nearestVariable(name, variables);
}

function unprefixed(name: string): string {
  return name.slice(PREFIX.length);
}
