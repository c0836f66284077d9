import { UNUSED_OCEAN_SETTINGS } from '../../src/config/ocean-settings.ts';
import { variableOf } from '../../src/config/setting-names.ts';

/** Ocean's settings that are accepted without effect, as a table. */
export function oceanSettingsTable(): string {
  const rows = UNUSED_OCEAN_SETTINGS.map(
    ({ paths, instead }) => `| ${paths.map(nameOf).join(', ')} | ${instead} |`,
  );
  return ['| Ocean | instead |', '| --- | --- |', ...rows].join('\n');
}

/** `metrics.*` is `OCEAN__METRICS__…` in the documentation. */
function nameOf(path: string): string {
  const isGroup = path.endsWith('.*');
  const variable = variableOf(isGroup ? path.slice(0, -2) : path);
  return `\`${variable}${isGroup ? '__…' : ''}\``;
}
