import { stringify } from 'yaml';
import { SETTINGS } from '../../src/config/settings.ts';
import type { Kind } from '../../src/core/exporters/kind.ts';

/** `.port/spec.yaml`: what Port's catalog of integrations shows, and the settings that an installer asks for. */
export function specYaml(kinds: readonly Kind[]): string {
  const configurations = Object.values(SETTINGS)
    .filter((setting) => setting.isIntegration)
    .map(({ name, specType, isSecret, description, defaultText }) => ({
      name,
      type: specType,
      required: false,
      ...(isSecret && { sensitive: true }),
      description,
      ...(defaultText !== undefined && { default: defaultText }),
    }));
  const spec = {
    title: 'AWS',
    description: 'Keeps Port up to date with the resources of an AWS organization.',
    icon: 'AWS',
    type: 'aws-v3',
    features: [
      {
        type: 'exporter',
        section: 'Cloud Providers',
        resources: kinds.map(({ kind, title }) => ({ kind, description: title })),
      },
    ],
    configurations,
    saas: { enabled: false },
  };
  return `# Generated from the kind definitions by \`npm run generate\`. Do not edit.\n${stringify(spec, { lineWidth: 0 })}`;
}
