import type { Kind } from '../../src/core/exporters/kind.ts';
import { defaultEntities, type DefaultEntity } from './default-entities.ts';

/** The default catalog for the docs: relations, and the identifiers of each kind's entities. */
export function defaultCatalog(kinds: readonly Kind[]): string {
  const entities = defaultEntities(kinds);
  return `\`\`\`mermaid
flowchart LR
${entities.flatMap(arrows).join('\n')}
\`\`\`

| kind | blueprint | identified by |
| --- | --- | --- |
${entities.map(row).join('\n')}`;
}

/** Every entity relates to its account, so this relation is omitted. */
function arrows({ blueprint, relations }: DefaultEntity): readonly string[] {
  return relations
    .filter(({ key }) => key !== 'account')
    .map(
      ({ key, target, many }) => `  ${blueprint} -- ${key}${many ? ' (many)' : ''} --> ${target}`,
    );
}

function row({ kind, blueprint, identifiedBy }: DefaultEntity): string {
  const identifier = identifiedBy.map((part) => part.replace('__ExtraContext.', '')).join('/');
  return `| \`${kind.kind}\` | \`${blueprint}\` | \`${identifier}\` |`;
}
