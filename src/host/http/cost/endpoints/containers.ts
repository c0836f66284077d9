import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  CONTAINER_GROUPS,
  containerGroupName,
  containerGroupOf,
  containerReport,
  type ContainerAmounts,
  type ContainerQuestion,
  type ContainerReport,
  type ContainerRow,
} from '../../../../app/cost/bill/container-report.ts';
import { decimalText, minus, plus, ZERO } from '../../../../cost/money/decimal.ts';
import type { QueryColumn, QueryValue } from '../../../../store/store.ts';
import { BillTotals, periodJson, sourcesJson } from '../bill-totals.ts';
import { callerSignal, SECURITY, wantsCsv, type CostEndpoint } from '../cost-api.ts';
import { ChargesQuery, limitOf, periodOf } from '../cost-query.ts';
import { ApiProblem, invalidField, problemResponses } from '../problem.ts';
import { SharedAnswers } from '../shared-answers.ts';

const HASH_LENGTH = 32;
const CURSOR = /^(?<version>[0-9a-f]{32})-(?<offset>\d+)$/;
const NO_COST: ContainerAmounts = { used: ZERO, unused: ZERO };
/** In CSV: the row of all groups beyond the most that are kept. */
const OTHER_GROUPS = '(other groups)';

const Query = ChargesQuery.pick({
  ...{ start_date: true, end_date: true, currency: true, page: true, limit: true },
}).extend({
  group_by: z
    .string()
    .max(300)
    .regex(new RegExp(`^(?:${CONTAINER_GROUPS.join('|')}|tag:[ -[\\]-~\\u00a0-\\uffff]+)$`), {
      error: `must be ${CONTAINER_GROUPS.join(', ')} or tag:KEY`,
    })
    .default('namespace'),
});

const Amounts = z.object({
  used: z.string().describe('for what the containers used, or reserved'),
  unused: z.string().describe('their part of what no container used'),
  total: z.string(),
});
const Containers = Amounts.extend({
  other_groups: z.string().describe('of groups beyond the first 100,000: part of the total'),
  ...BillTotals.pick({ currency: true, period: true, final_until: true, sources: true }).shape,
  basis: z.literal('EffectiveCost').describe('of the nodes'),
  nodes: z
    .object({
      count: z.int(),
      cost: z.string().describe('of their instance hours'),
      divided: z.string().describe('the part of it that containers on them have'),
      not_divided: z.string(),
    })
    .nullable()
    .describe('null without containers on instances'),
  group_by: z.string(),
  rows: z
    .array(Amounts.extend({ name: z.string().nullable().describe('null for those without one') }))
    .describe('the most expensive first'),
  next: BillTotals.shape.next,
}).meta({ id: 'Containers' });

/** `GET /costs/containers`: what pods and tasks cost, as `longshore cost containers` has it. */
export const containersEndpoint: CostEndpoint = (app, api) => {
  const answers = new SharedAnswers<ContainerReport>({ timeoutMs: api.timeoutMs });
  app.get(
    '/costs/containers',
    {
      schema: {
        summary:
          'What containers of EKS and ECS cost, by the split cost allocation data of Cost and Usage Reports; Accept: application/json, text/csv',
        security: SECURITY,
        querystring: Query,
        response: {
          200: {
            description: 'A page; as CSV, without `limit` and `page`, all of it',
            content: {
              'application/json': { schema: Containers },
              'text/csv': { schema: z.string() },
            },
          },
          ...problemResponses('invalid-field', 'bill-changed', 'too-many-requests'),
        },
      },
    },
    async (request, reply) => {
      const { query } = request;
      const question = {
        period: periodOf(query, api.now()),
        group: containerGroupOf(query.group_by) ?? 'namespace',
      };
      const report = await answers.ask(
        JSON.stringify(question),
        async (stop) => containerReport(await api.reader(), question, stop),
        callerSignal(reply),
      );
      const found = inOneCurrency(report, query.currency);
      const isCsv = wantsCsv(request);
      const limit = limitOf(query, isCsv);
      const version = versionOf(question, report);
      const offset = offsetOf(query.page, version, limit);
      const end = offset + limit;
      const next = end < found.rows.length ? `${version}-${end}` : null;
      const shown = found.rows.slice(offset, end);
      if (isCsv) return api.csv.send(reply, COLUMNS, csvRows(shown, next, found), next);
      return reply.type('application/json').send({
        ...amountsJson(found.total),
        other_groups: decimalText(plus(found.others.used, found.others.unused)),
        currency: found.currency,
        basis: 'EffectiveCost',
        period: periodJson(question.period),
        nodes: found.nodes,
        final_until: report.finalUntil,
        sources: sourcesJson(report),
        group_by: containerGroupName(question.group),
        rows: shown.map(({ name = null, ...amounts }) => ({ name, ...amountsJson(amounts) })),
        next,
      });
    },
  );
};

interface Found {
  /** Null while there are no containers. */
  readonly currency: string | null;
  readonly rows: readonly ContainerRow[];
  readonly others: ContainerAmounts;
  readonly total: ContainerAmounts;
  readonly nodes: z.output<typeof Containers>['nodes'];
}

/** @throws {ApiProblem} when there are several currencies, and none is asked for */
function inOneCurrency(report: ContainerReport, wanted: string | undefined): Found {
  const named = report.rows.map(({ currency }) => currency);
  const currencies = [...new Set([...named, ...report.others.keys()])].sort();
  if (wanted === undefined && currencies.length > 1) {
    throw invalidField('currency', `currency: the bill has ${currencies.join(' and ')}: say which one`); // prettier-ignore
  }
  const currency = wanted ?? currencies[0] ?? null;
  const rows = report.rows.filter((row) => row.currency === currency);
  const others = report.others.get(currency ?? '') ?? NO_COST;
  const nodes = report.nodes.find((one) => one.currency === currency);
  return {
    ...{ currency, rows, others, total: rows.reduce<ContainerAmounts>(sumOfTwo, others) },
    nodes:
      nodes === undefined
        ? null
        : {
            ...{ count: nodes.nodes, cost: decimalText(nodes.cost) },
            divided: decimalText(nodes.split),
            not_divided: decimalText(minus(nodes.cost, nodes.split)),
          },
  };
}

function sumOfTwo(one: ContainerAmounts, other: ContainerAmounts): ContainerAmounts {
  return { used: plus(one.used, other.used), unused: plus(one.unused, other.unused) };
}

function amountsJson({ used, unused }: ContainerAmounts): z.output<typeof Amounts> {
  return {
    used: decimalText(used),
    unused: decimalText(unused),
    total: decimalText(plus(used, unused)),
  };
}

/**
 * @param page a number, or a cursor
 * @throws {ApiProblem} for a cursor of a bill that has changed since, or of another question
 */
function offsetOf(page: string | undefined, version: string, limit: number): number {
  const cursor = CURSOR.exec(page ?? '')?.groups;
  if (cursor === undefined) {
    const number = page === undefined ? 1 : Number(page);
    return number === 1 ? 0 : (number - 1) * limit;
  }
  if (cursor['version'] === version) return Number(cursor['offset']);
  throw new ApiProblem('bill-changed', 'begin again with the first page, without `page`');
}

/** Changes with the question, and with what the bill has for it. */
function versionOf(question: ContainerQuestion, { rows, sources }: ContainerReport): string {
  const total = rows.reduce<ContainerAmounts>(sumOfTwo, NO_COST);
  const text = JSON.stringify([question, sources, rows.length, amountsJson(total)]);
  return createHash('sha256').update(text).digest('hex').slice(0, HASH_LENGTH);
}

const COLUMNS: readonly QueryColumn[] = ['name', 'currency', 'used', 'unused', 'total'].map(
  (name) => ({ name, type: 'text' }),
);

/** What is in no row is told once, on the last page. */
function csvRows(
  shown: readonly ContainerRow[],
  next: string | null,
  { currency, others }: Found,
): readonly (readonly QueryValue[])[] {
  const rest = next === null && currency !== null && plus(others.used, others.unused) !== ZERO;
  const all = rest ? [...shown, { name: OTHER_GROUPS, currency, ...others }] : shown;
  return all.map(({ name = null, currency: its, ...amounts }) => {
    const { used, unused, total } = amountsJson(amounts);
    return [name, its, used, unused, total];
  });
}
