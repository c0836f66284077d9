import { lasts } from '../check.ts';
import { defineFinding } from '../define-finding.ts';
import { LOW_CPU, LOW_CPU_P95 } from '../ec2/oversized-instance.ts';
import { awsCommand, consoleLink } from '../remedy.ts';
import { MOST_LOAD, WINDOW_DAYS } from '../shared-thresholds.ts';
import { smallerTypeCheck, smallestThatHolds } from '../smaller-type.ts';
import { createdAt, databasePage, DatabaseProperties, isAvailable } from './database-facts.ts';

const BYTES_PER_GIB = 2 ** 30;
const SERVERLESS = 'db.serverless';

/** A database whose load a smaller class of its family would hold, in CPU and in memory. */
export const RdsOversizedDatabase = defineFinding({
  name: 'rds-oversized-database',
  title: 'Oversized RDS database',
  kind: 'AWS::RDS::DBInstance',
  service: 'RDS',
  type: 'rightsizing',
  change: 'reduce',
  effort: 'medium',
  risk: 'medium',
  see: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.DBInstance.Modifying.html',
  properties: DatabaseProperties,
  usage: ['cpu', 'freeMemory'],
  percentiles: ['cpu'],
  thresholds: { cpu: LOW_CPU, p95: LOW_CPU_P95, load: MOST_LOAD, window: WINDOW_DAYS },
  judge(database, { resource, usage: { cpu, freeMemory }, limit, check, types, now }) {
    const { DBInstanceClass: name = '' } = database;
    if (!isAvailable(database) || name === SERVERLESS) return undefined;
    const type = types.get(name);
    const free = freeMemory?.minimum;
    // What is free at the worst time tells what is used then.
    const memoryGib =
      type === undefined || free === undefined ? undefined : type.memoryGib - free / BYTES_PER_GIB;
    const load = {
      ...{ cpuPercent: cpu?.p99, averageCpuPercent: cpu?.average, memoryGib },
      mostLoad: limit.load.value,
    };
    const smaller = type && smallestThatHolds(type, types, load);
    const id = database.DBInstanceIdentifier ?? resource.id;
    return {
      checks: [
        lasts('InstanceCreateTime', createdAt(database), now, limit.window),
        check.that('CPU', cpu, 'average', 'below', limit.cpu),
        check.that('CPU', cpu, 'p95', 'below', limit.p95),
        check.that('free memory', freeMemory, 'minimum', 'at least', { value: 0 }),
        smallerTypeCheck(name, types, { smaller, load }),
      ],
      found: () => ({
        description: `The class ${smaller?.name ?? ''} holds its load, in CPU and in memory.`,
        remedy: {
          title: `Change its class to ${smaller?.name ?? ''}, in its maintenance window`,
          command: awsCommand(
            resource,
            ...['rds', 'modify-db-instance', '--db-instance-identifier', id],
            ...['--db-instance-class', smaller?.name ?? ''],
          ),
          link: consoleLink(resource, databasePage(database)),
        },
        saving: { saves: 'difference', properties: { DBInstanceClass: smaller?.name } },
      }),
    };
  },
});
