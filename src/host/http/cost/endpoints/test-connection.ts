import { z } from 'zod';
import { callerSignal, SECURITY, type CostEndpoint } from '../cost-api.ts';
import { problemResponses } from '../problem.ts';
import { SharedAnswers } from '../shared-answers.ts';
import type { ConnectionReport } from '../../../../app/cost/collect/connection-report.ts';

/** The longest time for a test: AWS may not answer at all. Milliseconds. */
const TIMEOUT_MS = 60_000;
/** A test that was paid for counts for so long: callers that test more often get its result. Milliseconds. */
const KEPT_FOR_MS = 60_000;
const MOST_REGIONS = 100;

const Request = z
  .strictObject({
    accountId: z
      .string()
      .regex(/^\d{12}$/, { error: 'must be the 12 digits of an account' })
      .optional()
      .describe('a payer account; by default those of the settings'),
    regions: z
      .array(
        z.string().regex(/^[a-z]{2,5}(?:-[a-z]{1,12}){1,3}-\d{1,2}$/, {
          error: 'must be a region such as eu-west-1',
        }),
      )
      .max(MOST_REGIONS)
      .optional()
      .describe('regions that must be enabled'),
  })
  .meta({ id: 'TestConnectionRequest' });

const remedy = z.string().nullable().describe('what to do; null where nothing is wrong');
const Answer = z
  .object({
    ok: z.boolean().describe('the bill can be read from an export or from Cost Explorer'),
    accounts: z
      .array(
        z.object({
          id: z.string(),
          arn: z.string().nullable().describe('the role or user that calls are made with'),
          reachable: z.boolean(),
          remedy,
          permissions: z
            .array(
              z.object({
                action: z.string(),
                allowed: z.boolean().nullable().describe('null when it could not be tried'),
                remedy,
              }),
            )
            .readonly(),
          regions: z
            .array(z.object({ name: z.string(), enabled: z.boolean().nullable() }))
            .readonly(),
        }),
      )
      .readonly(),
    costExplorer: z.object({
      enabled: z.boolean().nullable().describe('null when it was not asked: each request is paid'),
      remedy,
    }),
    exports: z
      .array(
        z.object({
          name: z.string(),
          bucket: z.string(),
          prefix: z.string(),
          region: z.string(),
          type: z.string(),
          readable: z.boolean(),
          periods: z.array(z.string()).readonly().describe('newest first'),
          remedy,
        }),
      )
      .readonly(),
  })
  .meta({ id: 'ConnectionTest' });

/** `POST /test-connection`: can the bill be collected? Also without a body. */
export const testConnectionEndpoint: CostEndpoint = (app, { testConnection, now }) => {
  const answers = new SharedAnswers<ConnectionReport>({
    atOnce: 1,
    most: 8,
    timeoutMs: TIMEOUT_MS,
  });
  let last:
    { readonly key: string; readonly at: number; readonly report: ConnectionReport } | undefined;
  app.post(
    '/test-connection',
    {
      schema: {
        summary:
          'Try what collecting the bill needs: credentials, permissions, exports, Cost Explorer',
        security: SECURITY,
        body: Request,
        response: {
          200: {
            description: 'What works, and what does not',
            content: { 'application/json': { schema: Answer } },
          },
          ...problemResponses(
            ...([
              'invalid-field',
              'too-large',
              'unsupported-media-type',
              'too-many-requests',
            ] as const),
          ),
        },
      },
    },
    async ({ body }, reply) => {
      const key = JSON.stringify([body.accountId, [...(body.regions ?? [])].sort()]);
      const isKept = last?.key === key && now() - last.at < KEPT_FOR_MS;
      const test = (signal: AbortSignal) => testConnection(body, signal);
      const report =
        last !== undefined && isKept
          ? last.report
          : await answers.ask(key, test, callerSignal(reply));
      const isPaid = report.costExplorer.enabled !== null;
      if (isPaid && !isKept) last = { key, at: now(), report };
      return reply.type('application/json').send(report);
    },
  );
};
