import type { z } from 'zod';
import type { EntityDefaults } from './entity-defaults.ts';
import type { Kind } from './kind.ts';
import type { ObjectKind } from './object-kind.ts';
import { RECORDS_PER_PAGE, StoredKindExporter } from './stored-kind-exporter.ts';

/** The definition of a kind whose items are records of Longshore's own. It costs no call to AWS. */
export interface StoredKindDefinition<Shape extends z.ZodRawShape> {
  readonly kind: ObjectKind;
  /** As in a sentence: `cost finding`. */
  readonly title: string;
  readonly properties: z.ZodObject<Shape>;
  readonly entity: EntityDefaults<Extract<keyof Shape, string>>;
  /** The identifiers of one record, in order. */
  readonly identifiers: readonly string[];
}

/** Creates a kind whose items come from the store: read once per account, without credentials of the account. */
export function defineStoredKind<Shape extends z.ZodRawShape>({
  kind,
  title,
  properties,
  entity,
  identifiers,
}: StoredKindDefinition<Shape>): Kind {
  return {
    ...{ kind, title, entity, identifiers, reach: 'account', isStored: true },
    schema: properties,
    list: {
      operation: undefined,
      permissions: [],
      pageSize: RECORDS_PER_PAGE,
      perParent: undefined,
    },
    arn: undefined,
    getPermissions: [],
    actions: { defaults: [], options: [] },
    hasHistory: false,
    primaryIdentifier: undefined,
    liveEvents: undefined,
    errors: {},
    limits: [],
    exporter: new StoredKindExporter({ kind, title, schema: properties }),
  };
}
