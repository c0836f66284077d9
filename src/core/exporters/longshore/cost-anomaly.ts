import { z } from 'zod';
import { defineStoredKind } from '../define-stored-kind.ts';

const Text = z.string().optional();
const Amount = z.number().optional();

const Properties = z.object({
  Id: z.string(),
  Source: z.enum(['aws', 'longshore']),
  PayerAccountId: z.string(),
  AccountId: z.string(),
  Title: z.string(),
  Service: Text,
  Region: Text,
  UsageType: Text,
  MonitorName: Text,
  Method: Text,
  Rule: Text,
  Direction: Text,
  Severity: Text,
  State: Text,
  IsProvisional: z.boolean().optional(),
  IsNewLevel: z.boolean().optional(),
  StartsOn: z.string(),
  EndsOn: Text,
  Period: z.string(),
  Expected: Amount,
  Actual: Amount,
  Impact: Amount,
  Score: Amount,
  Currency: z.string(),
  Basis: z.string(),
  Explanation: z.unknown().optional(),
  Feedback: Text,
});

/** Unusual cost: what AWS's monitors have detected, and what Longshore has found in the bill. */
export const CostAnomaly = defineStoredKind({
  kind: 'Longshore::Cost::Anomaly',
  title: 'cost anomaly',
  properties: Properties,
  entity: {
    blueprint: 'costAnomaly',
    identifier: 'Id',
    title: 'Title',
    properties: [
      ...(['Source', 'Service', 'Region', 'UsageType', 'Direction', 'Severity', 'State'] as const),
      ...(['StartsOn', 'EndsOn', 'Period', 'Expected', 'Actual', 'Impact', 'Currency'] as const),
      ...(['Basis', 'Rule', 'IsProvisional', 'IsNewLevel', 'MonitorName', 'Feedback'] as const),
      'Explanation',
    ],
  },
  identifiers: ['Source', 'PayerAccountId', 'StartsOn', 'Id'],
});
