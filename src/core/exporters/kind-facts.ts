import { z } from 'zod';
import { permissionsOf } from './iam-policy.ts';
import type { ActionSummary, Kind } from './kind.ts';
import { isAddition } from './ocean-kinds.ts';
import { isObjectKind } from './registry.ts';

const ActionFacts = z.object({
  name: z.string(),
  permissions: z.array(z.string()),
  fallbackPermissions: z.array(z.string()),
  cost: z.object({
    operation: z.string(),
    /** Resources per call. */
    size: z.number(),
    onlyFor: z.string().optional(),
  }),
  adds: z.array(z.string()),
});

/** All details of a kind that need no call to AWS: one element of `longshore kinds --json`. */
export const KindFacts = z.object({
  kind: z.string(),
  title: z.string(),
  /** False for Ocean's kinds, and for types that are read through Cloud Control. */
  isAddition: z.boolean(),
  isCloudControl: z.boolean(),
  reach: z.enum(['regional', 'account', 'organization']),
  list: z.object({
    /** Null for a kind without calls. */
    operation: z.string().nullable(),
    permissions: z.array(z.string()),
    pageSize: z.number(),
  }),
  identifiers: z.array(z.string()),
  hasHistory: z.boolean(),
  hasLiveEvents: z.boolean(),
  /** Null for a kind that is not in the default catalog. */
  blueprint: z.string().nullable(),
  actions: z.object({ defaults: z.array(ActionFacts), options: z.array(ActionFacts) }),
  permissions: z.array(z.string()),
  /** Empty for types that are read through Cloud Control: theirs are in the CloudFormation model. */
  properties: z.array(z.string()),
});
export type KindFacts = z.output<typeof KindFacts>;

/** The details of a kind, for programs. */
export function factsOf(kind: Kind): KindFacts {
  const isOwn = isObjectKind(kind.kind);
  const { defaults, options } = kind.actions;
  return {
    kind: kind.kind,
    title: kind.title,
    isAddition: isOwn && isAddition(kind.kind),
    isCloudControl: !isOwn,
    reach: kind.reach,
    list: {
      operation: kind.list.operation ?? null,
      permissions: [...kind.list.permissions],
      pageSize: kind.list.pageSize,
    },
    identifiers: [...kind.identifiers],
    hasHistory: kind.hasHistory,
    hasLiveEvents: kind.liveEvents !== undefined,
    blueprint: kind.entity?.blueprint ?? null,
    actions: { defaults: defaults.map(actionFacts), options: options.map(actionFacts) },
    permissions: [...permissionsOf(kind)],
    properties: Object.keys(kind.schema.shape),
  };
}

function actionFacts(action: ActionSummary): z.output<typeof ActionFacts> {
  const { name, permissions, fallbackPermissions, cost, adds } = action;
  return {
    name,
    permissions: [...permissions],
    fallbackPermissions: [...fallbackPermissions],
    cost: { ...cost },
    adds: [...adds],
  };
}
