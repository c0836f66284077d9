import type { ExampleRow } from '../../models/cost-example.ts';
import { volumeRow } from '../example-rows.ts';
import type { FindingExample } from '../finding-example.ts';

const ROWS: readonly ExampleRow[] = [
  volumeRow('gp2', '0.11'),
  volumeRow('gp3', '0.088'),
  {
    service: 'AmazonEC2',
    family: 'Provisioned Throughput',
    attributes: { usagetype: 'EU-EBS:VolumeP-Throughput.gp3' },
    unit: 'GiBps-mo',
    price: '45.0560000000',
  },
  {
    service: 'AmazonEC2',
    family: 'System Operation',
    attributes: { usagetype: 'EU-EBS:VolumeP-IOPS.gp3' },
    unit: 'IOPS-Mo',
    price: '0.0055000000',
  },
];

function volume(Size: number): FindingExample['resource'] {
  return {
    id: 'vol-1',
    properties: { VolumeId: 'vol-1', VolumeType: 'gp2', Size, State: 'in-use' },
  };
}

export const EXAMPLES: readonly FindingExample[] = [
  { title: 'a small volume', resource: volume(100), rows: ROWS, verdict: 'yes', saving: '2.2' },
  {
    title: 'its further throughput costs more than gp3 saves',
    resource: volume(200),
    rows: ROWS,
    verdict: 'no',
  },
  {
    // 2,000 × 0.022 − 3,000 × 0.0055 − 125 / 1,024 × 45.056
    title: 'a large volume, with as many IOPS and as much throughput',
    resource: volume(2_000),
    rows: ROWS,
    verdict: 'yes',
    saving: '22',
  },
  { title: 'no price', resource: volume(100), verdict: 'yes', saving: 'unknown' },
  {
    title: 'gp3 already',
    resource: { id: 'vol-1', properties: { VolumeId: 'vol-1', VolumeType: 'gp3', Size: 100 } },
    verdict: 'none',
  },
];
