import type { ObjectKind } from '../../src/core/exporters/object-kind.ts';

/** The names of a kind's files and code, derived from its own name. */
export interface KindNames {
  readonly kind: ObjectKind;
  /** As in CloudFormation: `Logs`, `LogGroup`. */
  readonly service: string;
  readonly resource: string;
  /** `logs` */
  readonly folder: string;
  /** `log-group` */
  readonly fileName: string;
  /** The simulated kind's exported constant: `logGroup`. */
  readonly variable: string;
  /** The definition's exported constant: `LogsLogGroup`. */
  readonly constant: string;
  /** `logsLogGroup` */
  readonly blueprint: string;
  /** `Logs log group` */
  readonly title: string;
  /** `LOG_GROUPS` */
  readonly upperPlural: string;
}

export function namesOf(kind: ObjectKind): KindNames {
  const [, service = '', resource = ''] = kind.split('::');
  const words = wordsOf(resource);
  const constant = [...wordsOf(service), ...words].map(capitalized).join('');
  return {
    kind,
    service,
    resource,
    folder: service.toLowerCase(),
    fileName: words.join('-').toLowerCase(),
    variable: lowerFirst(words.map(capitalized).join('')),
    constant,
    blueprint: lowerFirst(constant),
    title: `${service} ${words.map(sentenceWord).join(' ')}`,
    upperPlural: plural(words.join('_')).toUpperCase(),
  };
}

/** `LogGroups` from `LogGroup`, `Policies` from `Policy`, `Addresses` from `Address`. */
export function plural(name: string): string {
  if (/[^aeiou]y$/.test(name)) return name.replace(/y$/, 'ies');
  return /(?:s|x|ch|sh)$/.test(name) ? `${name}es` : `${name}s`;
}

export function upperFirst(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

export function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** `DB` and `Instance` from `DBInstance`. */
function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(' ');
}

function capitalized(word: string): string {
  return upperFirst(word.toLowerCase());
}

/** A word within a sentence; upper-case words are unchanged. */
function sentenceWord(word: string): string {
  return /^[A-Z0-9]{2,}$/.test(word) ? word : word.toLowerCase();
}
