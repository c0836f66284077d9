import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { FindingRule } from '../../src/cost/findings/define-finding.ts';
import type { Threshold } from '../../src/cost/findings/threshold.ts';

/** A rule in the source code. */
export interface FoundFinding {
  /** The rule's name: `ec2-idle-instance`. */
  readonly rule: string;
  /** The exported constant. */
  readonly name: string;
  /** The file, relative to the registry. */
  readonly module: string;
}

/** Every rule: an exported constant created by `defineFinding`. */
export async function findFindings(folder: string): Promise<readonly FoundFinding[]> {
  const found: FoundFinding[] = [];
  const entries = await readdir(folder, { recursive: true });
  for (const entry of entries.map((name) => name.split(path.sep).join('/'))) {
    if (!/^[^/]+\/.+\.ts$/.test(entry) || entry.endsWith('.example.ts')) continue;
    const source = await readFile(path.join(folder, entry), 'utf8');
    const name = /export const (\w+) = defineFinding\(/.exec(source)?.[1];
    const rule = /^ {2}name: '([^']+)'/m.exec(source)?.[1];
    if (name !== undefined && rule !== undefined) found.push({ rule, name, module: `./${entry}` });
  }
  return found.sort((one, other) => (one.rule < other.rule ? -1 : 1));
}

/** The registry: how to load each rule and its examples. */
export function findingsSource(found: readonly FoundFinding[]): string {
  const loaders = found.map(
    ({ rule, name, module }) =>
      `'${rule}': {
         rule: async () => (await import('${module}')).${name},
         examples: async () => (await import('${module.replace(/\.ts$/, '.example.ts')}')).EXAMPLES,
       },`,
  );
  return `// Generated from the rules by \`npm run generate\`. Do not edit.
import type { FindingRule } from './define-finding.ts';
import type { FindingExample } from './finding-example.ts';

/** How to load a rule, and what shows that it is right. */
export interface FindingLoader {
  rule(): Promise<FindingRule>;
  examples(): Promise<readonly FindingExample[]>;
}

/** By name. */
export const FINDINGS: Readonly<Record<string, FindingLoader>> = {
${loaders.join('\n')}
};
`;
}

/** The thresholds of all rules, each once, in the order of their settings. */
export function thresholdsOf(
  rules: readonly FindingRule[],
  shared: readonly Threshold[],
): readonly Threshold[] {
  const found = new Map<string, Threshold>();
  for (const threshold of [...shared, ...rules.flatMap(({ thresholds }) => thresholds)]) {
    const known = found.get(threshold.setting);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(threshold)) {
      throw new Error(`two thresholds have the setting ${threshold.setting}`);
    }
    found.set(threshold.setting, threshold);
  }
  return [...found.values()].sort((one, other) => (one.setting < other.setting ? -1 : 1));
}

/** The settings of thresholds. */
export function findingSettingsSource(thresholds: readonly Threshold[]): string {
  const settings = thresholds.map((threshold) => {
    const { setting, meaning } = threshold;
    const name = settingName(setting);
    const own =
      'least' in threshold
        ? {
            setting,
            meaning,
            default: threshold.default,
            least: threshold.least,
            most: threshold.most,
          }
        : { setting, meaning, default: threshold.default };
    return `${name}: ${makerOf(threshold)}('${name}', ${JSON.stringify(own)}),`;
  });
  const makers = [...new Set(thresholds.map(makerOf))].sort();
  return `// Generated from the rules of findings by \`npm run generate\`. Do not edit.
import { ${makers.join(', ')} } from './threshold-setting.ts';

/** The thresholds of findings. */
export const FINDING_SETTINGS = {
${settings.join('\n')}
} as const;
`;
}

function makerOf(threshold: Threshold): string {
  return 'least' in threshold ? 'numberThreshold' : 'wordsThreshold';
}

/** `AWS_IDLE_CPU_THRESHOLD` becomes `idleCpuThreshold`. */
function settingName(variable: string): string {
  const words = variable.toLowerCase().split('_').slice(1);
  return words
    .map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('');
}
