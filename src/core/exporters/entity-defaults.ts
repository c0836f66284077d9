import type { ObjectKind } from './object-kind.ts';

/** The region of a raw item of a regional kind. */
export type ContextField = '__ExtraContext.AccountId' | '__ExtraContext.Region';

/** A jq expression on the raw item, in a form that is evaluated natively. */
export interface JqValue {
  readonly jq: string;
}

/**
 * Builds the ARN of another resource of the same service, account and region: `{ arnBeside: 'Arn', type:
 * ':build/', becomes: ':project/', name: 'ProjectName' }`.
 */
export interface NeighbourArn<Field extends string = string> {
  /** The property that holds the resource's own ARN. */
  readonly arnBeside: Field;
  /** The type in that ARN, with its separators. */
  readonly type: string;
  /** The other's. */
  readonly becomes: string;
  /** The property with the other resource's name; if it is empty, there is no relation. */
  readonly name: Field;
}

/** Any number of values: jq that outputs them one by one, for a one-to-many relation. */
export interface EachValue {
  readonly each: string;
}

/** The source of one part of a target's identifier. */
export type RelationValue<Field extends string = string> =
  Field | ContextField | NeighbourArn<Field> | JqValue | EachValue;

/** A relation of a default entity. */
export interface RelationDefaults<Field extends string = string> {
  /** The kind of the related default entity. */
  readonly to: ObjectKind;
  /** The title in Port. @default from its key: `Task definition` for `taskDefinition` */
  readonly title?: string;
  /**
   * The source of each property that identifies the target. Account and region are the same for both unless
   * given here.
   */
  readonly by: Readonly<Record<string, RelationValue<Field>>>;
}

/** A text property of a blueprint that is not an AWS property. */
export interface DerivedProperty extends JqValue {
  readonly title: string;
}

/** How a kind's resources appear in the default catalog. */
export interface EntityDefaults<Field extends string = string> {
  /** The blueprint's identifier in Port. */
  readonly blueprint: string;
  /** Port's name of an icon. @default 'AWS' */
  readonly icon?: string;
  /**
   * The property that identifies a resource in all accounts and regions; several, joined by `/`, if no single
   * one does.
   */
  readonly identifier: Field | readonly (Field | ContextField)[];
  readonly title: Field | JqValue;
  /** The properties shown by default. */
  readonly properties: readonly Field[];
  /** Properties that are not AWS properties, by their key in Port. Regional kinds always have `region`. */
  readonly derived?: Readonly<Record<string, DerivedProperty>>;
  /** Which resources its default mapping selects: jq. @default all */
  readonly query?: string;
  /**
   * Options that its default mapping includes. Those of additions to Ocean's kinds run automatically.
   * @default none
   */
  readonly includeActions?: readonly string[];
  /** By their key in Port. All kinds except accounts also have `account`. */
  readonly relations?: Readonly<Record<string, RelationDefaults<Field>>>;
}
