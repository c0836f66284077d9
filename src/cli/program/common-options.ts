import { Option } from 'commander';

/** Options that several commands have, with the same words. */
export const SETTINGS = new Option(
  '--settings <file>',
  "settings in the form of Ocean's config.yaml",
);
export const STATE = new Option(
  '--state <folder>',
  'the folder that has the store (default: .longshore)',
);
export const FROM = new Option(
  '--from <date>',
  'first day or month: 2026-10-01, 2026-10 (default: last month)',
);
export const TO = new Option('--to <date>', 'last day or month, included');
export const DRY_RUN = new Option('--dry-run', 'only say what would be read, and what that costs');
export const JSON_OUTPUT = new Option('--json', 'the result as JSON');
