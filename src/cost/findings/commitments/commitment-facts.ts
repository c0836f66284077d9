import type { z } from 'zod';
import { doubtful, type Check } from '../check.ts';
import type { CommitmentSubject } from '../account-subject.ts';
import { consoleLink } from '../remedy.ts';

type Commitment = z.output<typeof CommitmentSubject>;

/** The console of cost management is in one region. */
const CONSOLE = { region: 'us-east-1' };

/** When it ends, in milliseconds since the Unix epoch. */
export function endOf({ EndsAt }: Commitment): number | undefined {
  const end = Date.parse(EndsAt ?? '');
  return Number.isNaN(end) ? undefined : end;
}

/** `the Savings Plan COMPUTE_SP` */
export function nameOf({ Type, What }: Commitment): string {
  const type = Type === 'savings-plan' ? 'the Savings Plan' : 'the reservation of';
  return `${type} ${What ?? (Type === 'savings-plan' ? '' : 'instances')}`.trim();
}

/** Where it is shown. */
export function commitmentPage({ Type }: Commitment): string {
  return Type === 'savings-plan'
    ? consoleLink(CONSOLE, 'costmanagement/home#/savings-plans/inventory')
    : consoleLink(CONSOLE, 'costmanagement/home#/ri/utilization');
}

/** Where commitments are purchased. */
export function purchasePage(): string {
  return consoleLink(CONSOLE, 'costmanagement/home#/savings-plans/recommendations');
}

/** A property of a commitment that Cost Explorer left out. */
export function notTold(name: string): Check {
  return doubtful(name, undefined, {
    reason: 'no-property',
    detail: `Cost Explorer did not tell its ${name}`,
    fix: 'run longshore cost commitments again',
  });
}
