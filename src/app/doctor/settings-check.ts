import { LongshoreError, messageOf } from '../../lib/errors.ts';
import { count } from '../../lib/table.ts';
import type { Check, CheckResult } from './check.ts';

/** Which settings are set, where each was set, and which are invalid. */
export const settingsCheck: Check = {
  name: 'settings',
  run({ options }) {
    const { settings, settingsError, origins } = options;
    const set = origins.filter(({ origin }) => origin !== 'default');
    const lines = set.map(({ name, value = '', origin }) => `${name}=${value} (${origin})`);
    const details = set.map(({ name, value, origin, isSecret }) => ({
      name,
      value,
      origin,
      isSecret,
    }));
    if (settings === undefined)
      return Promise.resolve([{ ...wrong(settingsError), lines, details }]);
    const message = set.length === 0 ? 'all have their defaults' : `${count(set.length)} set`;
    const warnings = settings.warnings.map((warning): CheckResult => ({
      status: 'warning',
      message: `ignored: ${warning}`,
      fix: 'correct the name, or remove it',
    }));
    return Promise.resolve([{ status: 'ok', message, lines, details }, ...warnings]);
  },
};

function wrong(error: unknown): CheckResult {
  const remedy = error instanceof LongshoreError ? error.remedy : undefined;
  return {
    status: 'failed',
    message: messageOf(error),
    fix: remedy ?? 'correct the settings: docs/configuration.md lists them',
  };
}
