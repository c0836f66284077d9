import type { NumberThreshold, WordsThreshold } from './threshold.ts';

/** Days of usage that a verdict rests on. */
export const WINDOW_DAYS = {
  setting: 'LONGSHORE_FINDINGS_WINDOW_DAYS',
  meaning: 'Days of usage that a finding rests on. A younger resource has no verdict.',
  unit: 'days',
  default: 14,
  least: 3,
  most: 60,
} as const satisfies NumberThreshold;

/** The least share of a window's points. */
export const LEAST_POINTS = {
  setting: 'LONGSHORE_FINDINGS_LEAST_POINTS',
  meaning:
    'The share of expected points below which usage is too incomplete for a verdict, in percent.',
  unit: '%',
  default: 80,
  least: 1,
  most: 100,
} as const satisfies NumberThreshold;

/** How much of a smaller type the measured use may take. */
export const MOST_LOAD = {
  setting: 'LONGSHORE_RIGHTSIZING_MOST_LOAD',
  meaning:
    'A smaller type is recommended only if its CPU and memory hold the 99th percentile of use at this load, in percent.',
  unit: '%',
  default: 80,
  least: 10,
  most: 100,
} as const satisfies NumberThreshold;

/** A finding that saves less is not worth a change. */
export const LEAST_SAVING = {
  setting: 'LONGSHORE_FINDINGS_LEAST_SAVING',
  meaning:
    'The least monthly saving of a finding that changes a resource, in the currency of its price.',
  unit: '',
  default: 0.01,
  least: 0,
  most: 1_000_000,
} as const satisfies NumberThreshold;

/** What tells that a resource is not for production. */
export const NON_PRODUCTION_NAMES = {
  setting: 'LONGSHORE_NON_PRODUCTION_NAMES',
  meaning:
    'Words in the name or the environment tag of a resource that is not for production, comma-separated.',
  default: [
    'dev',
    'development',
    'test',
    'testing',
    'qa',
    'stage',
    'staging',
    'sandbox',
    'demo',
    'nonprod',
  ],
} as const satisfies WordsThreshold;
