import { stringify } from 'yaml';
import { z } from 'zod';
import type { Kind } from '../../src/core/exporters/kind.ts';
import { defaultEntities, type DefaultEntity, type EntityRelation } from './default-entities.ts';

/** A property's type in a blueprint, from its schema. */
function blueprintType(schema: z.ZodType): Record<string, string> {
  const json = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' });
  const alternatives = (json.anyOf ?? [json]).filter((part) => typeof part === 'object');
  const type = alternatives.flatMap((part) => part.type ?? []).find((name) => name !== 'null');
  const isTime = alternatives.some(({ format }) => format === 'date-time');
  return {
    type: type === undefined ? 'object' : type === 'integer' ? 'number' : type,
    ...(isTime && { format: 'date-time' }),
  };
}

function schemaOf({ properties }: DefaultEntity): Record<string, object> {
  return Object.fromEntries(
    properties.map(({ key, title, schema }) => [key, { ...blueprintType(schema), title }]),
  );
}

function relationOf({ target, title, many }: EntityRelation): object {
  return { target, title, required: false, many };
}

interface Blueprint {
  readonly identifier: string;
  readonly title: string;
  readonly icon: string;
  readonly schema: { readonly properties: object; readonly required: readonly string[] };
  readonly relations: object;
}

/** The default entities of some kinds. @param related kinds that they may relate to, besides each other */
function entitiesOf(kinds: readonly Kind[], related: readonly Kind[]): readonly DefaultEntity[] {
  return defaultEntities([...related, ...kinds]).filter(({ kind }) => kinds.includes(kind));
}

/**
 * The default blueprints: one for each, even if several kinds write to it.
 *
 * @param related kinds that they may relate to, besides each other
 */
export function blueprintsJson(kinds: readonly Kind[], related: readonly Kind[] = []): string {
  const blueprints = new Map<string, Blueprint>();
  for (const entity of entitiesOf(kinds, related)) {
    const { blueprint, icon, kind, relations } = entity;
    const known = blueprints.get(blueprint);
    if (known !== undefined) {
      Object.assign(known.schema.properties, schemaOf(entity));
      continue;
    }
    blueprints.set(blueprint, {
      identifier: blueprint,
      title: kind.title.charAt(0).toUpperCase() + kind.title.slice(1),
      icon,
      schema: { properties: schemaOf(entity), required: [] },
      relations: Object.fromEntries(
        relations.map((relation) => [relation.key, relationOf(relation)]),
      ),
    });
  }
  return JSON.stringify([...blueprints.values()]);
}

/**
 * The default mapping: a block for every kind.
 *
 * @param related kinds that they may relate to, besides each other
 */
export function portAppConfigYaml(kinds: readonly Kind[], related: readonly Kind[] = []): string {
  const config = {
    deleteDependentEntities: true,
    createMissingRelatedEntities: true,
    enableMergeEntity: true,
    resources: entitiesOf(kinds, related).map(
      ({ kind, query, identifier, title, blueprint, properties, relations }) => ({
        kind: kind.kind,
        selector: {
          query,
          ...(kind.entity?.includeActions !== undefined && {
            includeActions: [...kind.entity.includeActions],
          }),
        },
        port: {
          entity: {
            mappings: {
              identifier,
              title,
              blueprint: `"${blueprint}"`,
              properties: jqByKey(properties),
              ...(relations.length > 0 && { relations: jqByKey(relations) }),
            },
          },
        },
      }),
    ),
  };
  return `# Generated from the kind definitions by \`npm run generate\`. Do not edit.\n${stringify(config, { lineWidth: 0 })}`;
}

function jqByKey(
  fields: readonly { readonly key: string; readonly jq: string }[],
): Record<string, string> {
  return Object.fromEntries(fields.map(({ key, jq }) => [key, jq]));
}
