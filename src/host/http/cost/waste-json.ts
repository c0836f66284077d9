import { z } from 'zod';
import type { WasteReport } from '../../../app/cost/analysis/waste-report.ts';
import { dateOf } from '../../../cost/analysis/calendar-day.ts';
import { decimalText } from '../../../cost/money/decimal.ts';

export const WasteJson = z
  .object({
    source: z.literal('open opportunities'),
    period: z.literal('month of 730 hours'),
    waste: z
      .array(
        z.object({
          currency: z.string(),
          total: z.string().describe('could be saved each month, every resource counted once'),
          opportunities: z.int(),
          resources: z.int(),
          share_of_bill: z.number().nullable().describe('0.1 is 10 %; null without a bill'),
          billed: z
            .object({
              start_date: z.string(),
              end_date: z.string(),
              basis: z.literal('EffectiveCost'),
              amount: z.string(),
            })
            .nullable()
            .describe('what the share is of'),
          by_service: z.array(z.object({ service: z.string(), total: z.string() })),
        }),
      )
      .describe('by currency'),
    evaluated_at: z
      .string()
      .nullable()
      .describe(
        'when findings were evaluated: the oldest; null: never, so that waste is not known',
      ),
    saving_unknown: z.int().describe('opportunities whose saving is not known: in no total'),
    verdict_unknown: z.int().describe('opportunities that cannot be decided: in no total'),
  })
  .meta({ id: 'Waste' });

export function wasteJson({
  waste,
  billed,
  withoutSaving,
  unknown,
  evaluatedAt,
}: WasteReport): z.output<typeof WasteJson> {
  return {
    source: 'open opportunities',
    period: 'month of 730 hours',
    waste: waste.map(
      ({ currency, total, share, byService, resources, findings, advice, wholeCost }) => ({
        ...{ currency, total: decimalText(total), opportunities: findings + advice, resources },
        share_of_bill: share ?? null,
        billed:
          billed === undefined || wholeCost === undefined
            ? null
            : {
                start_date: dateOf(billed.from),
                end_date: dateOf(billed.to),
                basis: 'EffectiveCost' as const,
                amount: decimalText(wholeCost),
              },
        by_service: byService.map((one) => ({
          service: one.service,
          total: decimalText(one.total),
        })),
      }),
    ),
    evaluated_at: evaluatedAt,
    saving_unknown: withoutSaving,
    verdict_unknown: unknown,
  };
}
