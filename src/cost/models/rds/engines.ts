/** How the price list names a database engine. */
export interface ListedEngine {
  readonly engine: string;
  /** Oracle and SQL Server alone have editions. */
  readonly edition?: string;
  /** The license, where an edition has only one. */
  readonly license?: string;
}

const INCLUDED = 'License included';
const BROUGHT = 'Bring your own license';

const LISTED: ReadonlyMap<string, ListedEngine> = new Map(
  Object.entries({
    mysql: { engine: 'MySQL' },
    mariadb: { engine: 'MariaDB' },
    postgres: { engine: 'PostgreSQL' },
    aurora: { engine: 'Aurora MySQL' },
    'aurora-mysql': { engine: 'Aurora MySQL' },
    'aurora-postgresql': { engine: 'Aurora PostgreSQL' },
    'oracle-ee': { engine: 'Oracle', edition: 'Enterprise', license: BROUGHT },
    'oracle-ee-cdb': { engine: 'Oracle', edition: 'Enterprise', license: BROUGHT },
    'oracle-se2': { engine: 'Oracle', edition: 'Standard Two' },
    'oracle-se2-cdb': { engine: 'Oracle', edition: 'Standard Two' },
    'sqlserver-ee': { engine: 'SQL Server', edition: 'Enterprise', license: INCLUDED },
    'sqlserver-se': { engine: 'SQL Server', edition: 'Standard', license: INCLUDED },
    'sqlserver-web': { engine: 'SQL Server', edition: 'Web', license: INCLUDED },
    'sqlserver-ex': { engine: 'SQL Server', edition: 'Express', license: INCLUDED },
  }),
);

const LICENSES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'license-included': INCLUDED,
    'bring-your-own-license': BROUGHT,
  }),
);

/**
 * An engine by its name in the API. Undefined for one that Amazon RDS has no simple prices for: RDS Custom, Db2; and for
 * DocumentDB and Neptune, whose databases the API of RDS lists too.
 */
export function listedEngine(name: string | undefined): ListedEngine | undefined {
  return name === undefined ? undefined : LISTED.get(name);
}

/** @param name as in the API: `aurora-mysql` */
export function isAurora(name: string | undefined): boolean {
  return listedEngine(name)?.engine.startsWith('Aurora') === true;
}

/** A license as the price list names it. Undefined when neither the API nor the edition tells which it is. */
export function listedLicense(
  { license }: ListedEngine,
  model: string | undefined,
): string | undefined {
  return (model === undefined ? undefined : LICENSES.get(model)) ?? license;
}

/** How many copies of a database there are, and which. */
export type Deployment =
  'Single-AZ' | 'Multi-AZ' | 'Multi-AZ (readable standbys)' | 'Multi-AZ (SQL Server Mirror)';

/** The deployments under which the price list may have a database: SQL Server has one of its own in some regions. */
export function listedDeployments(
  { engine }: ListedEngine,
  deployment: Deployment,
): readonly [Deployment, ...Deployment[]] {
  return engine === 'SQL Server' && deployment === 'Multi-AZ'
    ? ['Multi-AZ (SQL Server Mirror)', 'Multi-AZ']
    : [deployment];
}

/** What the usage types of storage begin with: `RDS:Multi-AZ-GP3-Storage`. */
export const STORAGE_PREFIX: Readonly<Record<Deployment, string>> = {
  'Single-AZ': 'RDS:',
  'Multi-AZ': 'RDS:Multi-AZ-',
  'Multi-AZ (readable standbys)': 'RDS:Multi-AZCluster-',
  'Multi-AZ (SQL Server Mirror)': 'RDS:Mirror-',
};
