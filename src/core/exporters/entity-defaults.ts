import type { ObjectKind } from './object-kind.ts';

/** Where a raw item of a regional kind was read. */
export type ContextField = '__ExtraContext.AccountId' | '__ExtraContext.Region';

/** A jq expression over the raw item. Of the common forms, so that no jq is needed to evaluate it. */
export interface JqValue {
  readonly jq: string;
}

/**
 * The ARN of another resource of the same service, account and region:
 * `{ arnBeside: 'Arn', type: ':build/', becomes: ':project/', name: 'ProjectName' }`.
 */
export interface NeighbourArn<Field extends string = string> {
  /** The property that holds the resource's own ARN. */
  readonly arnBeside: Field;
  /** The type in that ARN, with what stands around it. */
  readonly type: string;
  /** The other's. */
  readonly becomes: string;
  /** The property that holds the other's name; without it, there is no relation. */
  readonly name: Field;
}

/** Any number of values: jq that gives them one by one. It makes the relation one to many. */
export interface EachValue {
  readonly each: string;
}

/** The source of one part of a target's identifier. */
export type RelationValue<Field extends string = string> =
  Field | ContextField | NeighbourArn<Field> | JqValue | EachValue;

/** A relation of a default entity. */
export interface RelationDefaults<Field extends string = string> {
  /** The kind whose default entity it is. */
  readonly to: ObjectKind;
  /** As Port shows it. @default from its key: `Task definition` for `taskDefinition` */
  readonly title?: string;
  /**
   * For each property that the target is identified by, what gives it here. Account and region are the
   * same for both unless they are said to be others.
   */
  readonly by: Readonly<Record<string, RelationValue<Field>>>;
}

/** A text property of a blueprint that AWS does not have. */
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
   * What tells the resources apart, over all accounts and regions; several, joined by `/`, where no one of
   * them does.
   */
  readonly identifier: Field | readonly (Field | ContextField)[];
  readonly title: Field | JqValue;
  /** The properties shown by default. */
  readonly properties: readonly Field[];
  /** Properties that are no property of AWS's, by their key in Port. Regional kinds have `region` anyway. */
  readonly derived?: Readonly<Record<string, DerivedProperty>>;
  /** Which of the resources its default mapping takes: jq. @default all */
  readonly query?: string;
  /** Options that its default mapping asks for. Those of additions to Ocean's kinds run by themselves. @default none */
  readonly includeActions?: readonly string[];
  /** By their key in Port. All but accounts have `account` anyway. */
  readonly relations?: Readonly<Record<string, RelationDefaults<Field>>>;
}
