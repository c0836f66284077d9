import { z } from 'zod';
import { Alert } from './alert.ts';
import { LevelChange } from './level-change.ts';
import { areSeriesDays } from './series-days.ts';

/** Changes when the fields or their meaning change: an older state is then built again from the charges. */
export const DETECTOR_STATE_VERSION = 2;

/** What the seasonal detector remembers of one series between two days. Days are counted since 1970-01-01. */
export const DetectorState = z.object({
  version: z.literal(DETECTOR_STATE_VERSION),
  nextDay: z.int(),
  /** The first day of the current use. */
  firstDay: z.int().optional(),
  /** The numbers of the last days, as `SeriesDays` stores them; empty before the first day. */
  days: z.string().refine(areSeriesDays, { error: 'is not whole' }),
  pendingErrors: z.object({
    side: z.int(),
    errors: z.array(z.number().nullable()).readonly(),
  }),
  highs: z.array(z.tuple([z.int(), z.number()])),
  recent: z.object({
    previousDeviations: z.number(),
    /** Days in a row below the limit. */
    lowDays: z.int(),
    /** Days in a row past the bound of a third day: negative below. */
    longDays: z.int(),
    /** Days in a row notably above the expectation. */
    highDays: z.int(),
    lastSparseDay: z.int().optional(),
    exceededHighest: z.number().optional(),
  }),
  /** Days in a row on one side of the expectation. */
  run: z.object({ side: z.int(), days: z.int() }),
  levelChange: LevelChange.optional(),
  /** The open alert, or the last one if it may go on. */
  lastAlert: Alert.optional(),
  quietDays: z.int(),
  /** The last known purchase of a commitment. */
  purchase: z.object({ day: z.int(), name: z.string() }).optional(),
});
export type DetectorState = z.output<typeof DetectorState>;

/** Before the first day of the collected charges. */
export function emptyState(nextDay: number): DetectorState {
  return {
    version: DETECTOR_STATE_VERSION,
    nextDay,
    days: '',
    pendingErrors: { side: 0, errors: [] },
    highs: [],
    recent: { previousDeviations: 0, lowDays: 0, longDays: 0, highDays: 0 },
    run: { side: 0, days: 0 },
    quietDays: 0,
  };
}
