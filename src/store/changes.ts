import { z } from 'zod';

/** What happened to a resource between two times. */
export interface ResourceChange {
  readonly change: 'appeared' | 'changed' | 'disappeared';
  readonly kind: string;
  readonly account: string;
  readonly region: string;
  readonly id: string;
  readonly arn: string | null;
  readonly name: string | null;
  /** When it was last found different: ISO 8601. */
  readonly at: string;
  /** Its properties at the earlier time; undefined when it appeared. */
  readonly before?: Readonly<Record<string, unknown>>;
  /** Its properties now; undefined when it disappeared. */
  readonly after?: Readonly<Record<string, unknown>>;
}

/** A resource that a store finds touched since a time, as its database gives it. */
export const TouchedRow = z.object({
  kind: z.string(),
  account: z.string(),
  region: z.string(),
  id: z.string(),
  arn: z.string().nullable(),
  name: z.string().nullable(),
  /** Milliseconds since the Unix epoch. */
  at: z.number(),
  /** JSON; null when it was not there. */
  before: z.string().nullable(),
  /** JSON; null when it is not there. */
  after: z.string().nullable(),
});
export type TouchedRow = z.output<typeof TouchedRow>;

const Properties = z.record(z.string(), z.unknown());

/** @returns undefined when it is now what it was before */
export function changeOf({
  at,
  before,
  after,
  ...resource
}: TouchedRow): ResourceChange | undefined {
  if (before === after) return undefined;
  const common = { ...resource, at: new Date(at).toISOString() };
  if (before === null) {
    return after === null ? undefined : { change: 'appeared', ...common, after: parsed(after) };
  }
  if (after === null) return { change: 'disappeared', ...common, before: parsed(before) };
  return { change: 'changed', ...common, before: parsed(before), after: parsed(after) };
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  return Properties.parse(JSON.parse(text));
}
