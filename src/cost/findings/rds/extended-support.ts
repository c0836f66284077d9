import { EXTENDED_SUPPORT_NAME } from '../../models/rds/extended-support.ts';
import { extendedSupportUsage, hasExtendedSupport } from '../../models/rds/standard-support.ts';
import { doubtful, property, type Check } from '../check.ts';
import { defineFinding } from '../define-finding.ts';
import { awsCommand, consoleLink } from '../remedy.ts';
import { databasePage, DatabaseProperties, isAvailable } from './database-facts.ts';

/** A database whose version is past its standard support: each vCPU costs more, and much more in the third year. */
export const RdsExtendedSupport = defineFinding({
  name: 'rds-extended-support',
  title: 'RDS database in extended support',
  kind: 'AWS::RDS::DBInstance',
  service: 'RDS',
  type: 'rightsizing',
  change: 'reduce',
  effort: 'high',
  risk: 'medium',
  see: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/extended-support.html',
  properties: DatabaseProperties,
  judge(database, { resource, now }) {
    if (!hasExtendedSupport(database) || !isAvailable(database)) return undefined;
    const { Engine = '', EngineVersion = '', DBClusterIdentifier } = database;
    const id = database.DBInstanceIdentifier ?? resource.id;
    return {
      checks: [versionCheck(database, now)],
      found: () => ({
        description: `The standard support of ${Engine} ${EngineVersion} has ended, so AWS adds the price of extended support to each hour of a vCPU.`,
        remedy: {
          title:
            DBClusterIdentifier === undefined
              ? 'Upgrade it to a version in standard support: try that with a blue/green deployment first'
              : `Upgrade its cluster ${DBClusterIdentifier} to a version in standard support: try that with a blue/green deployment first`,
          command: awsCommand(
            resource,
            ...['rds', 'describe-db-engine-versions', '--engine', Engine],
            ...['--engine-version', EngineVersion],
            ...['--query', 'DBEngineVersions[].ValidUpgradeTarget[].EngineVersion'],
          ),
          link: consoleLink(resource, databasePage({ DBInstanceIdentifier: id })),
        },
        saving: { saves: 'share', components: [EXTENDED_SUPPORT_NAME], share: 1 },
      }),
    };
  },
});

function versionCheck(database: DatabaseProperties, now: number): Check {
  const { EngineVersion } = database;
  if (EngineVersion === undefined) {
    return doubtful('EngineVersion', undefined, {
      reason: 'no-property',
      detail: 'the version of the database is not known',
      fix: 'allow rds:DescribeDBInstances for the role that reads this account',
    });
  }
  const isExtended = extendedSupportUsage(database, now) !== undefined;
  return property('EngineVersion', EngineVersion, isExtended, {
    threshold: 'past standard support',
    comparison: 'is',
  });
}
