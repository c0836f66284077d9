import type { z } from 'zod';
import type { PublishedLimit } from '../../aws/published-limit.ts';
import type { ActionCost } from '../actions/action.ts';
import type { EntityDefaults } from './entity-defaults.ts';
import type { Exporter } from './exporter.ts';
import type { LiveEventRules } from './live-event.ts';
import type { ObjectKind, Reach } from './object-kind.ts';

/** An action's static description. */
export interface ActionSummary {
  readonly name: string;
  readonly permissions: readonly string[];
  readonly fallbackPermissions: readonly string[];
  readonly cost: ActionCost;
  /** The properties that it adds, for an option that runs when a mapping reads one of them. */
  readonly adds: readonly string[];
}

/**
 * Error codes of its service for missing things, besides the common ones: a code, or `Code: words` if only
 * the message distinguishes the case.
 */
export interface KindErrors {
  /** The resource does not exist. */
  readonly notFound?: readonly string[];
  /** The resource exists, but nothing of this type is set on it. */
  readonly notConfigured?: readonly string[];
}

/** How a kind is listed parent by parent, for example the services of each cluster. Calls are IAM actions. */
export interface ParentListing {
  /** `cluster` */
  readonly parent: string;
  /** Lists the parents of a scope, once for all kinds that need them: `ecs:ListClusters`. */
  readonly parentsListedBy: string;
  /** At least one call for each parent: `ecs:ListServices`. */
  readonly operation: string;
}

/** One kind of AWS resource, as the rest of the program sees it. Created by `defineKind`. */
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
    /** The AWS operation; undefined for a kind without calls. */
    readonly operation: string | undefined;
    readonly permissions: readonly string[];
    /** Most items in one page. */
    readonly pageSize: number;
    /** Undefined for a kind that is listed for a whole scope. */
    readonly perParent: ParentListing | undefined;
  };
  /** The identifiers of one resource, in order. */
  readonly identifiers: readonly string[];
  /** Matches the service and resource of an ARN that can replace the identifiers. */
  readonly arn: RegExp | undefined;
  /** IAM actions that only a single fetch needs. */
  readonly getPermissions: readonly string[];
  readonly actions: {
    readonly defaults: readonly ActionSummary[];
    readonly options: readonly ActionSummary[];
  };
  /** Its resources are records of the past: a selector limits how many are read. */
  readonly hasHistory: boolean;
  /** Its items are records of Longshore's own, from the store, instead of AWS's resources. @default false */
  readonly isStored?: boolean;
  /** CloudFormation's primary identifier of the type: `__ExtraContext.Identifier`. Ocean's kinds have none. */
  readonly primaryIdentifier: readonly string[] | undefined;
  /** Undefined when CloudTrail does not name its changes. */
  readonly liveEvents: LiveEventRules | undefined;
  readonly errors: KindErrors;
  /** AWS's published rate limits of its calls; others are learned. */
  readonly limits: readonly PublishedLimit[];
  readonly exporter: Exporter<Properties>;
}
