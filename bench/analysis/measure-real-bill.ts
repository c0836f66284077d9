import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Alert } from '../../src/cost/analysis/anomalies/alert.ts';
import { dayOverDayRises } from '../../src/cost/analysis/anomalies/day-over-day.ts';
import { findAnomalies } from '../../src/cost/analysis/anomalies/find-anomalies.ts';
import { dayNumber } from '../../src/cost/analysis/calendar-day.ts';

const FILE = 'ce/get-cost-and-usage-daily-by-service-2024-02.json';
/** Cost Explorer lists taxes as a service: they are no usage. */
const TAX = 'Tax';

const Answer = z.object({
  ResultsByTime: z.array(
    z.object({
      TimePeriod: z.object({ Start: z.iso.date() }),
      Groups: z.array(
        z.object({
          Keys: z.tuple([z.string()]),
          Metrics: z.object({ UnblendedCost: z.object({ Amount: z.coerce.number() }) }),
        }),
      ),
    }),
  ),
});

export interface RealBillAlerts {
  readonly alerts: readonly (Alert & { readonly service: string })[];
  /** Days of services that the day-over-day rule flags, with any change and with a change of 1 USD. */
  readonly dayOverDay: number;
  readonly dayOverDayAboveFloor: number;
}

/** A real account: 33 services, 86 days, 67 USD. @returns undefined where the file is missing */
export async function realBillAlerts(data: string): Promise<RealBillAlerts | undefined> {
  const file = path.join(data, FILE);
  if (!existsSync(file)) return undefined;
  const { ResultsByTime } = Answer.parse(JSON.parse(await readFile(file, 'utf8')));
  const firstDay = dayNumber(ResultsByTime[0]?.TimePeriod.Start ?? '');
  const services = new Map<string, Float64Array>();
  for (const { TimePeriod, Groups } of ResultsByTime) {
    const day = dayNumber(TimePeriod.Start) - firstDay;
    for (const { Keys, Metrics } of Groups) {
      const [service] = Keys;
      const costs = services.get(service) ?? new Float64Array(ResultsByTime.length);
      costs[day] = Metrics.UnblendedCost.Amount;
      services.set(service, costs);
    }
  }
  services.delete(TAX);
  const all = [...services.values()];
  const risesAbove = (floor: number): number =>
    all.reduce((sum, costs) => sum + dayOverDayRises(firstDay, costs, floor).length, 0);
  return {
    alerts: [...services].flatMap(([service, stable]) =>
      findAnomalies({ firstDay, stable }).alerts.map((alert) => ({ ...alert, service })),
    ),
    dayOverDay: risesAbove(0),
    dayOverDayAboveFloor: risesAbove(1),
  };
}
