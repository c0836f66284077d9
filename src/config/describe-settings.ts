import type { Setting } from './setting.ts';
import { SETTINGS } from './settings.ts';

/** One row of the table in `docs/configuration.md`. */
export interface SettingRow {
  readonly name: string;
  /** Environment variables; the first one that is set counts. */
  readonly env: readonly string[];
  readonly description: string;
  readonly default: string | undefined;
  readonly secret: boolean;
}

/** One entry of `configurations` in `.port/spec.yaml`. */
export interface SpecConfiguration {
  readonly name: string;
  readonly type: Setting<unknown>['specType'];
  readonly required: boolean;
  readonly sensitive?: true;
  readonly description: string;
  readonly default?: string;
}

/** All settings for documentation: all of them as rows, and the integration's for Port's installer. */
export function describeSettings(): {
  readonly rows: readonly SettingRow[];
  readonly configurations: readonly SpecConfiguration[];
} {
  const settings: readonly Setting<unknown>[] = Object.values(SETTINGS);
  return {
    rows: settings.map(({ name, env, description, defaultText, isSecret }) => ({
      name,
      env,
      description,
      default: defaultText,
      secret: isSecret,
    })),
    configurations: settings
      .filter((setting) => setting.isIntegration)
      .map(({ name, specType, isSecret, description, defaultText }) => ({
        name,
        type: specType,
        required: false, // every setting has a default, or a meaning when it is undefined
        ...(isSecret && { sensitive: true as const }),
        description,
        ...(defaultText !== undefined && { default: defaultText }),
      })),
  };
}
