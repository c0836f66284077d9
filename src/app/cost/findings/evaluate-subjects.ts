import { InstanceTypes } from '../../../cost/findings/instance-types.ts';
import { findingRow } from '../../../cost/findings/finding-rows.ts';
import { judgeResource, type Finding } from '../../../cost/findings/judge-resource.ts';
import {
  decimal,
  dividedBy,
  minus,
  plus,
  times,
  ZERO,
  type Decimal,
} from '../../../cost/money/decimal.ts';
import { FINDINGS_TABLE, type FindingRow } from '../../../store/finding-tables.ts';
import { ON_DEMAND_USE } from '../../../cost/findings/account-subject.ts';
import type { AccountInputs } from './account-inputs.ts';
import type { AccountSubject } from './account-subjects.ts';
import { stateAt } from './finding-states.ts';
import { firstSeenOf } from './former-findings.ts';

/** The service of the bill, and the one that findings name. */
const SERVICES: Readonly<Record<string, string>> = {
  AmazonEC2: 'EC2',
  AmazonRDS: 'RDS',
  AmazonElastiCache: 'ElastiCache',
  AmazonES: 'OpenSearch',
};

/** The savings that count in the findings of resources, by service and currency. */
export class CountedSavings {
  readonly #sums = new Map<string, Decimal>();
  readonly #columns = ['service', 'currency', 'monthly_saving'].map((name) =>
    FINDINGS_TABLE.columns.findIndex((column) => column.name === name),
  );

  add(rows: readonly FindingRow[]): void {
    for (const row of rows) {
      const [service, currency, saving] = this.#columns.map((index) => row[index]);
      if (typeof service !== 'string' || typeof saving !== 'string') continue;
      const key = `${service} ${String(currency)}`;
      this.#sums.set(key, plus(this.#sums.get(key) ?? ZERO, decimal(saving)));
    }
  }

  of(service: string, currency: string): Decimal {
    return this.#sums.get(`${SERVICES[service] ?? service} ${currency}`) ?? ZERO;
  }
}

/** The rows of `findings` about an account as a whole: what it has purchased, and what it could purchase. */
export async function* evaluateSubjects(
  subjects: readonly AccountSubject[],
  given: AccountInputs,
  saved: CountedSavings,
): AsyncGenerator<readonly FindingRow[], void> {
  for (const [place, those] of byPlace(subjects)) {
    const { store, signal, states, now } = given;
    const seen = await firstSeenOf(store, { places: [place], range: {} }, signal);
    const isSetAside = (id: string): boolean =>
      stateAt(states.get(id), seen.get(id)?.firstSeen ?? now, now) !== 'open';
    const findings = those.flatMap((one) => judged(one, given, isSetAside));
    yield findings
      .filter(({ verdict }) => verdict !== 'no')
      .map((finding) => {
        const firstSeen = seen.get(finding.id)?.firstSeen ?? now;
        return findingRow(ofWhatIsLeft(finding, saved), { firstSeen, lastSeen: now });
      });
    const readAt = Math.min(...those.map((one) => one.readAt));
    const { account, region, kind } = place;
    given.onScope([account, region, kind, those.length, readAt, null, null, now, null]);
  }
}

function judged(
  { resource, cost, isAdvised }: AccountSubject,
  { rules, thresholds, now }: AccountInputs,
  isSetAside: (id: string) => boolean,
): readonly Finding[] {
  return judgeResource(rules.get(resource.kind) ?? [], {
    ...{ resource, thresholds, now, isSetAside },
    ...{ usage: {}, related: {}, prices: undefined, types: InstanceTypes.of(undefined) },
    isAdvisedByAws: isAdvised,
    serviceCost: () => undefined,
    costs: {
      model: undefined,
      billed: cost,
      estimateInputs: { region: resource.region, prices: undefined },
    },
  });
}

/** A commitment applies to what the findings of its resources leave. */
function ofWhatIsLeft(finding: Finding, saved: CountedSavings): Finding {
  const { found, resource } = finding;
  if (found === undefined || 'unknown' in found.own || resource.kind !== ON_DEMAND_USE) {
    return finding;
  }
  const { cost, currency } = found.own;
  const left = minus(cost, saved.of(resource.id, currency));
  const counted = left <= ZERO ? ZERO : dividedBy(times(found.counted, left), cost);
  return { ...finding, found: { ...found, counted } };
}

type Place = Pick<AccountSubject['resource'], 'account' | 'region' | 'kind'>;

function byPlace(
  subjects: readonly AccountSubject[],
): Iterable<readonly [Place, readonly AccountSubject[]]> {
  const places = new Map<string, readonly [Place, AccountSubject[]]>();
  for (const subject of subjects) {
    const { account, region, kind } = subject.resource;
    const key = `${region} ${kind}`;
    const place = places.get(key) ?? [{ account, region, kind }, []];
    places.set(key, place);
    place[1].push(subject);
  }
  return places.values();
}
