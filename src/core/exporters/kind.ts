import type { z } from 'zod';
import type { PublishedLimit } from '../../aws/published-limit.ts';
import type { ActionCost } from '../actions/action.ts';
import type { EntityDefaults } from './entity-defaults.ts';
import type { Exporter } from './exporter.ts';
import type { LiveEventRules } from './live-event.ts';
import type { ObjectKind, Reach } from './object-kind.ts';

/** An action as it is known without running it. */
export interface ActionSummary {
  readonly name: string;
  readonly permissions: readonly string[];
  readonly fallbackPermissions: readonly string[];
  readonly cost: ActionCost;
  /** The properties that it adds, for an option that a mapping may ask for by reading one of them. */
  readonly adds: readonly string[];
}

/**
 * What its service answers when something is not there, beside the codes that many services share: a code, or
 * `Code: words` where only the message tells one case from others.
 */
export interface KindErrors {
  /** The resource is not there. */
  readonly notFound?: readonly string[];
  /** The resource is there, and nothing of the sort is set on it. */
  readonly notConfigured?: readonly string[];
}

/** How a kind is listed parent by parent: services of each cluster, for example. Calls are IAM actions. */
export interface ParentListing {
  /** `cluster` */
  readonly parent: string;
  /** Lists the parents of a scope, once for all kinds that need them: `ecs:ListClusters`. */
  readonly parentsListedBy: string;
  /** At least one call for each parent: `ecs:ListServices`. */
  readonly operation: string;
}

/** One kind of AWS resource: all that the rest of the program knows of it. Made by `defineKind`. */
export interface Kind<Properties extends object = Record<string, unknown>> {
  readonly kind: ObjectKind;
  /** As in a sentence: `SQS queue`. */
  readonly title: string;
  readonly reach: Reach;
  /** The properties of its raw items; unknown ones pass through. */
  readonly schema: z.ZodObject;
  /** Undefined for a kind that is not in the default catalog. */
  readonly entity: EntityDefaults | undefined;
  readonly list: {
    /** The AWS operation; none for a kind that costs no call. */
    readonly operation: string | undefined;
    readonly permissions: readonly string[];
    /** Most items in one page. */
    readonly pageSize: number;
    /** Undefined for a kind that is listed for a whole scope. */
    readonly perParent: ParentListing | undefined;
  };
  /** What one resource is fetched by, in this order. */
  readonly identifiers: readonly string[];
  /** Matches the service and resource of an ARN that can replace the identifiers. */
  readonly arn: RegExp | undefined;
  /** IAM actions that only a single fetch needs. */
  readonly getPermissions: readonly string[];
  readonly actions: {
    readonly defaults: readonly ActionSummary[];
    readonly options: readonly ActionSummary[];
  };
  /** Its resources are records of the past: a selector bounds how many are read. */
  readonly hasHistory: boolean;
  /** CloudFormation's primary identifier of the type: `__ExtraContext.Identifier`. Ocean's kinds have none. */
  readonly primaryIdentifier: readonly string[] | undefined;
  /** Undefined when CloudTrail does not name its changes. */
  readonly liveEvents: LiveEventRules | undefined;
  readonly errors: KindErrors;
  /** AWS's published limits of its calls; what AWS does not publish is learned. */
  readonly limits: readonly PublishedLimit[];
  readonly exporter: Exporter<Properties>;
}
