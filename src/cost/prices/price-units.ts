import type { PriceUnit } from './price-unit.ts';

/** AWS's spellings, in lower case and without spaces. */
const SPELLINGS: Readonly<Record<PriceUnit, readonly string[]>> = {
  Hrs: ['hrs', 'hours', 'hour', 'hr', 'dsu-hours', 'dsu-hrs'],
  'GB-Mo': ['gb-mo', 'gb-month', 'gbmonth', 'gb-months'],
  GB: ['gb', 'gigabytes'],
  'GB-Hours': ['gb-hours', 'gb-hour', 'gb-hrs', 'gigabyte-hours'],
  'IOPS-Mo': ['iops-mo', 'iops-month'],
  'GiBps-Mo': ['gibps-mo', 'gibps-month'],
  'MiBps-Mo': ['mibps-mo', 'mibps-month', 'mbps-mo'],
  IOs: ['ios', 'io'],
  Requests: ['requests', 'request', 'apirequests', 'apirequest', 'snapshotapiunits'],
  'GB-Seconds': ['lambda-gb-second', 'gb-seconds', 'gb-second', 'gb-s'],
  'vCPU-Hours': ['vcpu-hours', 'vcpu-hour', 'vcpu-hrs'],
  'ACU-Hours': ['acu-hr', 'acu-hrs', 'acu-hours'],
  'LCU-Hours': ['lcu-hrs', 'lcu-hours', 'lcu-hour', 'nlcu-hrs', 'glcu-hrs'],
  'RCU-Hours': ['readcapacityunit-hrs', 'rcu-hrs'],
  'WCU-Hours': ['writecapacityunit-hrs', 'replicatedwritecapacityunit-hrs', 'wcu-hrs'],
  RequestUnits: [
    'requestunits',
    'readrequestunits',
    'writerequestunits',
    'replicatedwriterequestunits',
  ],
  'ChangeRecord-Hours': ['cr-hr', 'cr-hrs'],
  'Keys-Mo': ['keys', 'key', 'keys-mo'],
  'Secrets-Mo': ['secrets', 'secret', 'secrets-mo'],
  'Objects-Mo': ['objects', 'objects-mo', 'object-month'],
  'Tags-Mo': ['tag-mo', 'tags-mo', 'tags'],
  Messages: ['messages', 'notifications'],
  'Tokens-1K': ['1ktokens', 'tokens-1k'],
  'Tokens-1M': ['1mtokens', 'units', 'tokens-1m'],
  'Metrics-Mo': ['metrics', 'metrics-mo'],
  Units: ['unit', 'units', 'quantity', 'statetransitions', 'searchunits', 'searchunit'],
};

/** Is it this unit? AWS writes `Hrs`, `hours` and `Hour`, and `Units` for a million tokens as for one search. */
export function isUnit(text: string, unit: PriceUnit): boolean {
  return SPELLINGS[unit].includes(text.trim().toLowerCase().replaceAll(/\s+/g, ''));
}
