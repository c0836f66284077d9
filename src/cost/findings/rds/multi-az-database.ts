import { property } from '../check.ts';
import { defineFinding } from '../define-finding.ts';
import { nonProduction } from '../non-production.ts';
import { awsCommand, consoleLink } from '../remedy.ts';
import { NON_PRODUCTION_NAMES } from '../shared-thresholds.ts';
import { databasePage, DatabaseProperties, isAvailable } from './database-facts.ts';

/** A database that is not for production, with a standby in a second zone. */
export const RdsMultiAzDatabase = defineFinding({
  name: 'rds-multi-az-database',
  title: 'Multi-AZ database that is not for production',
  kind: 'AWS::RDS::DBInstance',
  service: 'RDS',
  type: 'multi_az_conversion',
  change: 'reduce',
  effort: 'low',
  risk: 'medium',
  see: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZSingleStandby.html',
  properties: DatabaseProperties,
  thresholds: { names: NON_PRODUCTION_NAMES },
  judge(database, { resource, limit }) {
    // The instances of a cluster share its storage: their zones are those of the cluster.
    if (database.MultiAZ !== true || database.DBClusterIdentifier !== undefined) return undefined;
    if (!isAvailable(database)) return undefined;
    const id = database.DBInstanceIdentifier ?? resource.id;
    return {
      checks: [
        property('MultiAZ', 'true', true, { threshold: 'true', comparison: 'is' }),
        nonProduction(resource, limit.names),
      ],
      found: () => ({
        description: 'It is not for production, and pays for a standby in a second zone.',
        remedy: {
          title: 'Convert it to a single zone, in its maintenance window',
          command: awsCommand(
            resource,
            ...['rds', 'modify-db-instance', '--db-instance-identifier', id, '--no-multi-az'],
          ),
          link: consoleLink(resource, databasePage(database)),
        },
        saving: { saves: 'difference', properties: { MultiAZ: false } },
      }),
    };
  },
});
