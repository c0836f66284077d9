import { z } from 'zod';
import { RESOURCE_GROUPS } from '../../../../app/cost/bill/resource-charges.ts';
import { billTotals, inCurrency } from '../bill-totals.ts';
import { callerSignal, SECURITY, wantsCsv, type CostEndpoint } from '../cost-api.ts';
import { BASES, ChargesQuery, filtersOf, limitOf, periodOf } from '../cost-query.ts';
import { problemResponses } from '../problem.ts';
import {
  componentColumns,
  componentRows,
  resourceRows,
  ResourceCosts,
  resourcesOf,
} from '../resource-rows.ts';

/** Services whose costs can be asked for by resource: the last part of the path, and AWS's code. */
const SERVICES = {
  ec2: { code: 'AmazonEC2', title: 'EC2: instances, volumes, snapshots, NAT gateways, addresses' },
  rds: { code: 'AmazonRDS', title: 'RDS: databases, storage, backups' },
  lambda: { code: 'AWSLambda', title: 'Lambda: requests, duration, provisioned concurrency' },
  s3: { code: 'AmazonS3', title: 'S3: storage, requests, retrieval' },
} as const;

/** `GET /costs/ec2` and others: the bill of one service by resource, with what each is charged for. */
export const serviceCostsEndpoint: CostEndpoint = (app, api) => {
  for (const [name, { code, title }] of Object.entries(SERVICES)) {
    app.get(
      `/costs/${name}`,
      {
        schema: {
          summary: `The bill of ${title}; by resource; Accept: application/json, text/csv`,
          security: SECURITY,
          querystring: ChargesQuery,
          response: {
            200: {
              description: 'A page of resources; as CSV, without `limit` and `page`, all of them',
              content: {
                'application/json': { schema: ResourceCosts },
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
          granularity: query.granularity,
          groups: RESOURCE_GROUPS,
          filters: [{ group: 'service' as const, values: [code] }, ...filtersOf(query)],
          basis: BASES[query.basis],
        };
        const isCsv = wantsCsv(request);
        const limit = limitOf(query, isCsv);
        const signal = callerSignal(reply);
        const page = await api.reports.page(question, query.page, limit, signal);
        const report = inCurrency(page.report, query.currency);
        const resources = resourcesOf(report);
        const end = page.offset + limit;
        const next = end < resources.length ? page.cursor(end) : null;
        const shown = resources.slice(page.offset, end);
        if (isCsv) {
          return api.csv.send(
            reply,
            componentColumns(),
            componentRows(shown, question.basis),
            next,
          );
        }
        return reply.type('application/json').send({
          ...billTotals(report),
          granularity: query.granularity,
          rows: await resourceRows(shown, {
            ...{ reader: await api.reader(), period: question.period, signal },
          }),
          next,
        });
      },
    );
  }
};
