import { stringify } from 'yaml';
import { z } from 'zod';
import type { EntityDefaults, Kind } from '../../src/core/exporters/kind.ts';

const ACCOUNT_BLUEPRINT = 'awsAccount';

/** A property's type in a blueprint, from its schema. */
function blueprintType(schema: z.ZodType): Record<string, string> {
  const json = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' });
  const alternatives = json.anyOf ?? [json];
  const type = alternatives
    .map((part) => (typeof part === 'object' ? part.type : undefined))
    .find((name) => name !== 'null');
  const isTime = alternatives.some(
    (part) => typeof part === 'object' && part.format === 'date-time',
  );
  return {
    type: typeof type !== 'string' ? 'object' : type === 'integer' ? 'number' : type,
    ...(isTime && { format: 'date-time' }),
  };
}

function titleOf(field: string): string {
  return field.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2');
}

/** A property's key in Port: `creationDate`. */
function keyOf(field: string): string {
  return field.charAt(0).toLowerCase() + field.slice(1);
}

interface Blueprint {
  readonly identifier: string;
  readonly title: string;
  readonly icon: string;
  readonly schema: { readonly properties: object; readonly required: readonly string[] };
  readonly relations: object;
}

/** The default blueprints: one for each, though several kinds may feed it. */
export function blueprintsJson(kinds: readonly Kind[]): string {
  const blueprints = new Map<string, Blueprint>();
  for (const { entity, schema, title } of kinds) {
    if (entity === undefined) continue;
    const known = blueprints.get(entity.blueprint);
    const properties = Object.fromEntries(
      entity.properties.map((field) => [
        keyOf(field),
        { ...blueprintType(fieldOf(schema, field)), title: titleOf(field) },
      ]),
    );
    if (known !== undefined) {
      Object.assign(known.schema.properties, properties);
      continue;
    }
    const isAccount = entity.blueprint === ACCOUNT_BLUEPRINT;
    blueprints.set(entity.blueprint, {
      identifier: entity.blueprint,
      title: title.charAt(0).toUpperCase() + title.slice(1),
      icon: entity.icon ?? 'AWS',
      schema: { properties, required: [] },
      relations: isAccount
        ? {}
        : {
            account: { target: ACCOUNT_BLUEPRINT, title: 'Account', required: false, many: false },
          },
    });
  }
  return JSON.stringify([...blueprints.values()]);
}

function fieldOf(schema: z.ZodObject, field: string): z.ZodType {
  const found: unknown = schema.shape[field];
  return found instanceof z.ZodType ? found : z.unknown();
}

/** A jq expression: a property, or several joined by `/`. */
function identifierOf({ identifier }: EntityDefaults): string {
  return [identifier]
    .flat()
    .map((field) => `.Properties.${field}`)
    .join(' + "/" + ');
}

/** The default mapping: every kind, into its blueprint. */
export function portAppConfigYaml(kinds: readonly Kind[]): string {
  const config = {
    deleteDependentEntities: true,
    createMissingRelatedEntities: true,
    enableMergeEntity: true,
    resources: kinds.flatMap(({ kind, entity }) =>
      entity === undefined
        ? []
        : {
            kind,
            selector: { query: 'true' },
            port: {
              entity: {
                mappings: {
                  identifier: identifierOf(entity),
                  title: `.Properties.${entity.title}`,
                  blueprint: `"${entity.blueprint}"`,
                  properties: Object.fromEntries(
                    entity.properties.map((field) => [keyOf(field), `.Properties.${field}`]),
                  ),
                  ...(entity.blueprint !== ACCOUNT_BLUEPRINT && {
                    relations: { account: '.__ExtraContext.AccountId' },
                  }),
                },
              },
            },
          },
    ),
  };
  return `# Generated from the kind definitions by \`npm run generate\`. Do not edit.\n${stringify(config, { lineWidth: 0 })}`;
}
