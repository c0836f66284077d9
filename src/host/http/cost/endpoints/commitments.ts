import { z } from 'zod';
import {
  storedCommitments,
  type CommitmentReport,
} from '../../../../app/cost/collect/stored-commitments.ts';
import { decimalText, type Decimal } from '../../../../cost/money/decimal.ts';
import { callerSignal, SECURITY, type CostEndpoint } from '../cost-api.ts';
import { problemResponses } from '../problem.ts';

const Share = z.string().nullable().describe('per cent; null where AWS does not say');
const Report = z.object({
  account: z.string().describe('the payer account'),
  period: z.string().describe('the month: 2026-10'),
  currency: z.string(),
  basis: z.literal('EffectiveCost'),
  coverage: z.object({
    savings_plans: Share.describe('of the spend that Savings Plans could cover'),
    reservations: Share.describe('of the hours that reservations could cover'),
  }),
  commitments: z
    .array(
      z.object({
        type: z.enum(['savings-plan', 'reservation']),
        id: z.string(),
        account: z.string().nullable(),
        region: z.string().nullable(),
        what: z.string().nullable(),
        payment_option: z.string().nullable(),
        ends_at: z.string().nullable(),
        utilization: Share,
        cost: z.string().nullable(),
        net_savings: z.string().nullable(),
      }),
    )
    .describe('what ends first is first'),
  read_at: z.string().describe('when Cost Explorer was asked'),
});
const Commitments = z.object({ reports: z.array(Report) }).meta({ id: 'Commitments' });

/** `GET /commitments`: Savings Plans and reservations, as `longshore cost commitments` has stored them. */
export const commitmentsEndpoint: CostEndpoint = (app, api) => {
  app.get(
    '/commitments',
    {
      schema: {
        summary: 'Savings Plans and reservations: use, coverage, savings, end; as last read',
        security: SECURITY,
        response: {
          200: {
            description: 'By payer account',
            content: { 'application/json': { schema: Commitments } },
          },
          ...problemResponses(),
        },
      },
    },
    async (_, reply) => {
      const reports = await storedCommitments(await api.reader(), callerSignal(reply));
      return reply.type('application/json').send({ reports: reports.map(reportJson) });
    },
  );
};

function reportJson(report: CommitmentReport): z.output<typeof Report> {
  const { payer: account, period, currency, coverage, commitments, readAt } = report;
  return {
    ...{ account, period, currency, basis: 'EffectiveCost' as const },
    coverage: {
      savings_plans: textOrNull(coverage.savingsPlans),
      reservations: textOrNull(coverage.reservations),
    },
    commitments: commitments.map((one) => ({
      type: one.type,
      id: one.id,
      account: one.account ?? null,
      region: one.region ?? null,
      what: one.what ?? null,
      payment_option: one.paymentOption ?? null,
      ends_at: one.endsAt ?? null,
      utilization: textOrNull(one.utilization),
      cost: textOrNull(one.cost),
      net_savings: textOrNull(one.netSavings),
    })),
    read_at: new Date(readAt).toISOString(),
  };
}

function textOrNull(amount: Decimal | undefined): string | null {
  return amount === undefined ? null : decimalText(amount);
}
