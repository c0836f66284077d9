import type { JudgedResource } from './define-finding.ts';

/** Texts that a shell takes as they are. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/** A command for a shell; every word is quoted that needs it. */
export function shellCommand(...words: readonly string[]): string {
  return words
    .map((word) => (PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}

/** A command of the AWS CLI in the resource's region. */
export function awsCommand(
  { region }: Pick<JudgedResource, 'region'>,
  ...words: readonly string[]
): string {
  return shellCommand('aws', ...words, '--region', region);
}

/** A page of AWS's console. @param page after the region's host: `ec2/home#VolumeDetails:volumeId=vol-1` */
export function consoleLink({ region }: Pick<JudgedResource, 'region'>, page: string): string {
  const [path = '', fragment] = page.split('#');
  const host = region.startsWith('cn-')
    ? 'console.amazonaws.cn'
    : region.startsWith('us-gov-')
      ? 'console.amazonaws-us-gov.com'
      : 'console.aws.amazon.com';
  const end = fragment === undefined ? '' : `#${fragment}`;
  return `https://${region}.${host}/${path}?region=${region}${end}`;
}
