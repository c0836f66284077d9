import { z } from 'zod';

/** A Savings Plan or a reservation, as the store has it. */
export const COMMITMENT = 'Longshore::Cost::Commitment';
/** What an account uses of a service at prices on demand, that commitments could cover. */
export const ON_DEMAND_USE = 'Longshore::Cost::OnDemandUse';

/** The properties of a commitment. */
export const CommitmentSubject = z.object({
  Type: z.enum(['savings-plan', 'reservation']),
  /** `COMPUTE_SP`, `m5.large` */
  What: z.string().optional(),
  PaymentOption: z.string().optional(),
  /** In ISO 8601. */
  EndsAt: z.string().optional(),
  /** Of the period, in percent. */
  UtilizationPercent: z.number().optional(),
  /** What it saved in the period, beyond its cost. */
  NetSavings: z.number().optional(),
  Currency: z.string(),
  /** `2026-10` */
  Period: z.string(),
  /** In ISO 8601. */
  ReadAt: z.string(),
});

/** The properties of use on demand. Amounts are EffectiveCost of 30 whole days of the bill. */
export const OnDemandSubject = z.object({
  /** `AmazonEC2` */
  Service: z.string(),
  /** Days on which there was any. */
  Days: z.number(),
  LeastDailyCost: z.number(),
  AverageDailyCost: z.number(),
  Currency: z.string(),
  /** What AWS advises this account to purchase: the offer that saves most. */
  Advice: z
    .object({
      Recommended: z.string().optional(),
      /** In a month, after discounts; exact. */
      Saving: z.string(),
      Currency: z.string(),
      Source: z.string(),
    })
    .optional(),
});

/** What rules judge besides the resources of an account, and the properties that it has. */
export const ACCOUNT_SUBJECTS: Readonly<Record<string, z.ZodObject>> = {
  [COMMITMENT]: CommitmentSubject,
  [ON_DEMAND_USE]: OnDemandSubject,
};
