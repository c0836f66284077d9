import { lasts } from '../check.ts';
import { defineFinding } from '../define-finding.ts';
import { awsCommand, consoleLink } from '../remedy.ts';
import { WINDOW_DAYS } from '../shared-thresholds.ts';
import {
  createdAt,
  databasePage,
  DatabaseProperties,
  isAvailable,
  isReplica,
} from './database-facts.ts';

/** A database without connections. */
export const RdsIdleDatabase = defineFinding({
  name: 'rds-idle-database',
  title: 'Idle RDS database',
  kind: 'AWS::RDS::DBInstance',
  service: 'RDS',
  type: 'idle',
  change: 'end',
  effort: 'low',
  risk: 'medium',
  see: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html',
  properties: DatabaseProperties,
  usage: ['connections'],
  thresholds: { window: WINDOW_DAYS },
  judge(database, { resource, usage, limit, check, now }) {
    if (!isAvailable(database) || isReplica(database)) return undefined;
    const id = database.DBInstanceIdentifier ?? resource.id;
    return {
      checks: [
        lasts('InstanceCreateTime', createdAt(database), now, limit.window),
        check.that('connections', usage.connections, 'maximum', 'at most', { value: 0 }),
      ],
      found: () => ({
        description: `It had no connection in ${limit.window.value} days.`,
        remedy: {
          title: 'Stop it, take a last snapshot, and delete it once no user misses it',
          command: awsCommand(resource, 'rds', 'stop-db-instance', '--db-instance-identifier', id),
          link: consoleLink(resource, databasePage(database)),
        },
        saving: { saves: 'everything' },
      }),
    };
  },
});
