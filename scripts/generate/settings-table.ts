import { SETTINGS } from '../../src/config/settings.ts';

/** The table of settings in `docs/configuration.md`. */
export function settingsTable(): string {
  const rows = Object.values(SETTINGS).map(({ name, env, description, defaultText, isSecret }) => {
    const variables = env.map((variable) => `\`${variable}\``).join(', ');
    const secret = isSecret ? ' Secret.' : '';
    return `| \`${name}\` | ${variables} | ${defaultText === undefined ? '' : `\`${defaultText}\``} | ${description}${secret} |`;
  });
  return [
    '| setting | environment | default | meaning |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}
