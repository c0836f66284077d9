/** An entity as the embedded Port keeps it. */
export interface StoredEntity {
  readonly identifier: string;
  readonly blueprint: string;
  title: string | null;
  icon: string | null;
  team: readonly string[];
  properties: Record<string, unknown>;
  relations: Record<string, string | readonly string[] | null>;
  readonly createdAt: string;
  updatedAt: string;
  /** Its last writer, by user agent. */
  datasource: string;
}

/** The schema of a property's values: the part of JSON Schema that Port supports. */
export interface PropertySchema {
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: PropertySchema;
}

/** The part of a blueprint that validates entities. */
export interface StoredBlueprint {
  readonly identifier: string;
  schema?: {
    properties?: Record<string, PropertySchema>;
    required?: readonly string[];
  };
  relations?: Record<string, { target: string; required?: boolean; many?: boolean }>;
  [key: string]: unknown;
}

/** An error response. */
export class PortProblem extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** @see https://docs.port.io/api-reference: patterns of the OpenAPI document */
export const ENTITY_IDENTIFIER = /^(?!\.{1,2}$)[\p{L}0-9@_.+:\\/='-]{1,1000}$/u;

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
