/** The version of `package.json` where other files repeat it: each pattern has the version as its only group. */
export const VERSION_STAMPS: readonly { readonly file: string; readonly pattern: RegExp }[] = [
  { file: 'src/app/version.ts', pattern: /VERSION = '([\d.]+)'/g },
  { file: 'src/aws/transport.ts', pattern: /'longshore\/([\d.]+)'/g },
  { file: 'deploy/helm/longshore/Chart.yaml', pattern: /^(?:version|appVersion): ([\d.]+)$/gm },
  { file: 'docs/deploying.md', pattern: /(?:longshore:|tag: )(\d+\.\d+\.\d+)/g },
];

/**
 * The text with the version in place of the old one.
 *
 * @throws when the pattern does not match: the version has moved
 */
export function withVersion(text: string, pattern: RegExp, version: string): string {
  if (text.match(pattern) === null) throw new Error(`no version matches ${String(pattern)}`);
  return text.replaceAll(pattern, (stamp: string, old: string) => stamp.replace(old, version));
}
