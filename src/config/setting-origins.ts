import { KnownNames } from './known-names.ts';
import { OceanConfiguration } from './ocean-configuration.ts';
import { findSetting } from './resolve-settings.ts';
import { SETTINGS, type SettingsSources } from './settings.ts';
import type { Setting } from './setting.ts';

/** Replaces a secret value. */
const MASK = '***';

/** One setting: its value, and where that value was set. */
export interface SettingOrigin {
  readonly name: string;
  /**
   * As written, or the default; `***` for a secret, also within a URL. Undefined: not set, without a default.
   */
  readonly value: string | undefined;
  /** `--state`, `OCEAN__PORT__CLIENT_ID`, `settings.yaml:3:5 port.clientId`, or `default`. */
  readonly origin: string;
  readonly isSecret: boolean;
}

/**
 * Every setting with its value and origin, in the order of the documentation. Values are not validated, so
 * that they can be shown next to the errors of `loadSettings`.
 */
export function settingOrigins(sources: SettingsSources): readonly SettingOrigin[] {
  const settings: readonly Setting<unknown>[] = Object.values(SETTINGS);
  const ocean = new OceanConfiguration(sources.env, sources.file, new KnownNames(settings));
  return settings.map((setting) => {
    const { name, isSecret, isSecretUrl, defaultText } = setting;
    const isMasked = isSecret && isSecretUrl !== true;
    const { value, from } = findSetting(setting, sources, ocean);
    if (value === undefined) return { name, value: defaultText, origin: 'default', isSecret };
    return { name, value: isMasked ? MASK : textOf(value), origin: from, isSecret };
  });
}

function textOf(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.replaceAll(/^[^/\s]*@|(?<=:\/\/)[^/\s]*@/g, `${MASK}@`); // user:password of a URL
}
