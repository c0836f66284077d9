import type { z } from 'zod';
import type { AwsClient } from '../../aws/client-factory.ts';
import type { Action } from '../actions/action.ts';
import type { ActionSummary, Kind } from './kind.ts';
import type { KindDefinition } from './kind-definition.ts';
import { KindExporter } from './kind-exporter.ts';

/** The shape of a kind's schema: a field that `Source`, AWS's own type, does not have is a compile error. */
export type FieldsOf<Source> = { readonly [Field in keyof Source]?: z.ZodType };

/** Creates a kind from its definition: its exporter, and the data for registry, docs, policy and tests. */
export function defineKind<Client extends AwsClient, Page, Item, Shape extends z.ZodRawShape>(
  definition: KindDefinition<Client, Page, Item, Shape>,
): Kind<z.output<z.ZodObject<Shape>>> {
  const { kind, title, reach, entity, list, get, actions } = definition;
  return {
    kind,
    title,
    reach,
    schema: definition.properties,
    entity,
    list: {
      operation: list.operation,
      permissions: list.permissions,
      pageSize: list.pageSize,
      perParent: list.perParent,
    },
    identifiers: get.identifiers,
    arn: get.arn,
    getPermissions: get.permissions ?? [],
    actions: {
      defaults: actions.defaults.map(summaryOf),
      options: actions.options.map(summaryOf),
    },
    errors: definition.errors ?? {},
    limits: definition.limits ?? [],
    hasHistory: definition.hasHistory ?? false,
    primaryIdentifier: definition.primaryIdentifier,
    liveEvents: definition.liveEvents,
    exporter: new KindExporter(definition),
  };
}

function summaryOf(action: Omit<Action<never, never>, 'execute'>): ActionSummary {
  const { name, permissions, fallbackPermissions = [], cost, adds = [] } = action;
  return { name, permissions, fallbackPermissions, cost, adds };
}
