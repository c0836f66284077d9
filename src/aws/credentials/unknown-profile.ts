import { homedir } from 'node:os';
import path from 'node:path';
import { loadSharedConfigFiles } from '@smithy/core/config';
import { nearest } from '../../lib/nearest.ts';

/** Profile names in a message when none is similar. */
const MOST_NAMES = 8;
/** Sections of the configuration file that are not profiles. */
const OTHER_SECTION = /^(?:sso-session|services)\./;

/** The profile that the SDK uses, and AWS's files, as set by environment variables. */
export interface ProfileSettings {
  /** AWS_PROFILE */
  readonly name: string;
  /** AWS_CONFIG_FILE @default ~/.aws/config */
  readonly configFile?: string | undefined;
  /** AWS_SHARED_CREDENTIALS_FILE @default ~/.aws/credentials */
  readonly credentialsFile?: string | undefined;
}

/** A missing profile: the parts of an error. */
export interface UnknownProfile {
  readonly message: string;
  readonly remedy: string;
}

/** Undefined when one of AWS's files has the profile. */
export async function unknownProfile(
  settings: ProfileSettings,
): Promise<UnknownProfile | undefined> {
  const { name } = settings;
  const configFile = settings.configFile ?? path.join(homedir(), '.aws', 'config');
  const credentialsFile = settings.credentialsFile ?? path.join(homedir(), '.aws', 'credentials');
  const files = await loadSharedConfigFiles({
    configFilepath: configFile,
    filepath: credentialsFile,
    ignoreCache: true,
  });
  const names = [
    ...new Set([...Object.keys(files.configFile), ...Object.keys(files.credentialsFile)]),
  ].filter((section) => !OTHER_SECTION.test(section));
  if (names.includes(name)) return undefined;
  return {
    message: `AWS_PROFILE names the profile "${name}", which is neither in ${configFile} nor in ${credentialsFile}`,
    remedy: remedyFor(name, names),
  };
}

function remedyFor(name: string, names: readonly string[]): string {
  const similar = nearest(name, names);
  if (similar !== undefined) return `did you mean AWS_PROFILE=${similar}? Otherwise, unset it`;
  if (names.length === 0) return 'unset AWS_PROFILE, or create the profile: aws configure';
  const some = names.slice(0, MOST_NAMES).join(', ') + (names.length > MOST_NAMES ? ', …' : '');
  return `set AWS_PROFILE to one of the profiles there, or unset it: ${some}`;
}
