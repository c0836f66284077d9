import { z } from 'zod';
import { readData } from './files.ts';
import type { Expression } from './promql.ts';

export const DASHBOARD = 'deploy/grafana/longshore-cost.json';

const DataSource = z.object({ type: z.string(), uid: z.string() });
const Position = z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() });
/** A panel of a dashboard: a row has no expressions. */
export type Panel = z.output<typeof Panel>;
const Panel = z.object({
  id: z.number(),
  type: z.string(),
  title: z.string().min(1),
  gridPos: Position,
  datasource: DataSource.optional(),
  targets: z
    .array(z.object({ refId: z.string(), datasource: DataSource, expr: z.string().min(1) }))
    .default([]),
});
const Variable = z.object({
  name: z.string(),
  type: z.enum(['datasource', 'query']),
  query: z.union([z.string(), z.object({ query: z.string() })]),
});
const Dashboard = z.object({
  uid: z.string(),
  title: z.string(),
  schemaVersion: z.number(),
  templating: z.object({ list: z.array(Variable) }),
  panels: z.array(Panel),
});

/** The dashboard, as Grafana reads it. */
export function dashboard(): z.output<typeof Dashboard> {
  return Dashboard.parse(readData(DASHBOARD));
}

/** The expressions of its panels, with its variables. */
export function panelExpressions(): readonly Expression[] {
  return dashboard().panels.flatMap(({ title, targets }) =>
    targets.map(({ refId, expr }) => ({ place: `${DASHBOARD}, ${title} ${refId}`, text: expr })),
  );
}

/** An expression, with each variable set to what selects everything. */
export function withVariables(expression: string): string {
  return expression
    .replaceAll('$__rate_interval', '5m')
    .replaceAll('$__range', '1h')
    .replaceAll(/=~"\$\w+"/g, '=~".*"');
}
