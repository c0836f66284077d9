import { z } from 'zod';
import type { ChargeFilter } from '../../../../app/cost/bill/charge-groups.ts';
import { RESOURCE_GROUPS } from '../../../../app/cost/bill/resource-charges.ts';
import { billTotals, inCurrency } from '../bill-totals.ts';
import { callerSignal, SECURITY, type CostEndpoint } from '../cost-api.ts';
import { BASES, ChargesQuery, limitOf, NAME, NAME_ERROR, periodOf } from '../cost-query.ts';
import { ApiProblem, problemResponses } from '../problem.ts';
import { ResourceCosts, resourceRows, resourcesOf } from '../resource-rows.ts';

const LONGEST_ARN = 2_048;
const Params = z.object({
  arn: z
    .string()
    .min(1)
    .max(LONGEST_ARN)
    .regex(NAME, NAME_ERROR)
    .describe('the ARN of a resource, or its id in the bill'),
});
const Query = ChargesQuery.pick({
  ...{ start_date: true, end_date: true, granularity: true, basis: true, currency: true },
  ...{ page: true, limit: true },
});
/** `arn:aws:ec2:eu-west-1:210000000001:volume/vol-1` */
const ARN = /^arn:[^:]*:(?<service>[^:]*):[^:]*:(?<account>\d*):(?<resource>.+)$/;
/** Services whose resources bills name without an ARN: by the id at its end. */
const WITH_PLAIN_IDS: ReadonlySet<string> = new Set(['ec2', 's3']);

/** `GET /costs/resources/{arn}`: what one resource costs, and what for. */
export const resourceCostsEndpoint: CostEndpoint = (app, api) => {
  app.get(
    '/costs/resources/:arn',
    {
      schema: {
        summary: 'The bill of one resource, by time, with its components; encode the ARN',
        security: SECURITY,
        params: Params,
        querystring: Query,
        response: {
          200: {
            description: 'The resource',
            content: { 'application/json': { schema: ResourceCosts } },
          },
          ...problemResponses('invalid-field', 'bill-changed', 'too-many-requests', 'not-found'),
        },
      },
    },
    async ({ params, query }, reply) => {
      const period = periodOf(query, api.now());
      const question = {
        ...{ period, granularity: query.granularity, basis: BASES[query.basis] },
        groups: RESOURCE_GROUPS,
        filters: resourceFilters(params.arn),
      };
      const limit = limitOf(query, false);
      const signal = callerSignal(reply);
      const page = await api.reports.page(question, query.page, limit, signal);
      if (page.report.totals.size === 0) {
        throw new ApiProblem(
          'not-found',
          `the bill has no charges of this resource from ${period.from} to ${period.to}`,
        );
      }
      const report = inCurrency(page.report, query.currency);
      const resources = resourcesOf(report);
      const end = page.offset + limit;
      return reply.type('application/json').send({
        ...billTotals(report),
        granularity: query.granularity,
        rows: await resourceRows(resources.slice(page.offset, end), {
          ...{ reader: await api.reader(), period, signal },
        }),
        next: end < resources.length ? page.cursor(end) : null,
      });
    },
  );
};

/** The charges of a resource: under its ARN, or under the id that bills have for it, in its account. */
function resourceFilters(arn: string): readonly ChargeFilter[] {
  const { service = '', account = '', resource = '' } = ARN.exec(arn)?.groups ?? {};
  const id = WITH_PLAIN_IDS.has(service) ? resource.split('/').at(-1) : undefined;
  const values = id === undefined || id === '' ? [arn] : [arn, id];
  return [
    { group: 'resource', values },
    ...(account === '' ? [] : [{ group: 'account' as const, values: [account] }]),
  ];
}
