import { z } from 'zod';
import { defineStoredKind } from '../define-stored-kind.ts';

const Properties = z.object({
  Id: z.string(),
  AccountId: z.string(),
  Service: z.string(),
  ServiceName: z.string().optional(),
  Month: z.string(),
  Currency: z.string(),
  BilledCost: z.number(),
  EffectiveCost: z.number(),
  ListCost: z.number().optional(),
  ContractedCost: z.number().optional(),
  BilledTax: z.number(),
  BilledCredit: z.number(),
  Status: z.enum(['final', 'estimated']),
  PayerAccountId: z.string(),
  Source: z.string(),
  SourceName: z.string(),
  CollectedAt: z.iso.datetime(),
});

/** What an account was charged for a service in a billing month. */
export const CostServiceMonth = defineStoredKind({
  kind: 'Longshore::Cost::ServiceMonth',
  title: 'cost of a service in a month',
  properties: Properties,
  entity: {
    blueprint: 'costServiceMonth',
    identifier: 'Id',
    title: { jq: '.Properties.Service + " " + .Properties.Month' },
    properties: [
      ...(['Service', 'ServiceName', 'Month', 'Currency', 'BilledCost', 'EffectiveCost'] as const),
      ...(['ListCost', 'ContractedCost', 'BilledTax', 'BilledCredit', 'Status'] as const),
      ...(['Source', 'SourceName', 'CollectedAt', 'PayerAccountId'] as const),
    ],
  },
  identifiers: ['Month', 'Service', 'Currency', 'PayerAccountId'],
});
