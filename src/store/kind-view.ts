import { z } from 'zod';
import type { Kind } from '../core/exporters/kind.ts';

/** What a column of a view holds. */
export type ColumnType = 'text' | 'integer' | 'number' | 'boolean' | 'time' | 'json';

/** A property of a kind as a column. */
export interface ViewColumn {
  readonly name: string;
  /** As AWS names it. */
  readonly property: string;
  readonly type: ColumnType;
}

/** A table for one kind: `aws_ec2_instance`. */
export interface KindView {
  readonly name: string;
  readonly kind: string;
  /** As in a sentence: `EC2 instance`. */
  readonly title: string;
  /** Besides {@link COMMON_COLUMNS}. */
  readonly columns: readonly ViewColumn[];
}

/** Every view of a kind begins with these columns of `resources`. */
export const COMMON_COLUMNS = [
  'account',
  'region',
  'id',
  'arn',
  'name',
  'tags',
  'properties',
  'gaps',
  'first_seen',
  'last_seen',
] as const;

const PropertySchema = z.looseObject({
  type: z.unknown().optional(),
  format: z.string().optional(),
});
const KindSchema = z.object({ properties: z.record(z.string(), PropertySchema).optional() });

/** The view of a kind: its properties as columns, in the order of its schema. */
export function kindView({ kind, title, schema }: Kind): KindView {
  const options = { unrepresentable: 'any', io: 'output' } as const;
  const { properties = {} } = KindSchema.parse(z.toJSONSchema(schema, options));
  const taken = new Set<string>(COMMON_COLUMNS);
  const columns: ViewColumn[] = [];
  for (const [property, definition] of Object.entries(properties)) {
    const name = snakeCase(property);
    if (taken.has(name)) continue; // `properties` has it under its own name
    taken.add(name);
    columns.push({ name, property, type: typeOf(definition) });
  }
  return { name: viewName(kind), kind, title, columns };
}

/** `AWS::EC2::VPCEndpoint` is `aws_ec2_vpc_endpoint`. */
export function viewName(kind: string): string {
  const [partition = '', service = '', resource = ''] = kind.split('::');
  return `${partition.toLowerCase()}_${service.toLowerCase()}_${snakeCase(resource)}`;
}

/** `DBInstanceArn` is `db_instance_arn`. */
export function snakeCase(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase();
}

function typeOf({ type, format }: z.output<typeof PropertySchema>): ColumnType {
  const types = (Array.isArray(type) ? (type as unknown[]) : [type]).filter(
    (one) => one !== 'null',
  );
  if (types.length !== 1) return 'json';
  switch (types[0]) {
    case 'string':
      return format === 'date-time' ? 'time' : 'text';
    case 'integer':
    case 'number':
    case 'boolean':
      return types[0];
    default:
      return 'json';
  }
}
