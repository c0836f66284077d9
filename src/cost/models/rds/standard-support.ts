/** The extended support of a major version. Days are `2026-03-01`, in UTC. */
interface ExtendedSupport {
  /** As usage types name the version: `PostgreSQL13`. */
  readonly version: string;
  /** The first day that is charged. */
  readonly from: string;
  /** The first day of the third year, which has another price; never: the price does not change. */
  readonly thirdYear?: string;
}

/**
 * The calendars of AWS, by engine and major version as the API of RDS has them. MariaDB, Oracle and SQL Server have no
 * extended support.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-release-calendar.html
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MySQL.Concepts.VersionMgmt.html
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.VersionPolicy.html
 */
const EXTENDED: Readonly<Record<string, Readonly<Record<string, ExtendedSupport>>>> = {
  postgres: postgres('PostgreSQL'),
  'aurora-postgresql': postgres('AuroraPostgreSQL'),
  mysql: {
    '5.7': { version: 'MySQL5.7', from: '2024-03-01', thirdYear: '2026-03-01' },
    '8.0': { version: 'MySQL8.0', from: '2026-08-01', thirdYear: '2028-08-01' },
    '8.4': { version: 'MySQL8.4', from: '2029-08-01', thirdYear: '2031-08-01' },
  },
  'aurora-mysql': {
    '5.7': { version: 'AuroraMySQL2', from: '2024-12-01' },
    '8.0': { version: 'AuroraMySQL3', from: '2028-05-01' },
  },
};

function postgres(name: string): Readonly<Record<string, ExtendedSupport>> {
  const years = { 11: 2024, 12: 2025, 13: 2026, 14: 2027, 15: 2028, 16: 2029, 17: 2030 };
  return Object.fromEntries(
    Object.entries(years).map(([major, year]) => {
      // AWS charged the first of them a month later.
      const month = major === '11' ? '04' : '03';
      const [from, thirdYear] = [`${year}-${month}-01`, `${year + 2}-${month}-01`];
      return [major, { version: `${name}${major}`, from, thirdYear }];
    }),
  );
}

/** A database's engine and version, as the API of RDS has them. */
export interface EngineRelease {
  readonly Engine?: string | undefined;
  /** `13.20`, `8.0.40`, `5.7.mysql_aurora.2.12.5` */
  readonly EngineVersion?: string | undefined;
  /** `open-source-rds-extended-support-disabled`: AWS upgrades the database instead. */
  readonly EngineLifecycleSupport?: string | undefined;
}

const TURNED_OFF = 'open-source-rds-extended-support-disabled';

/** Whether the engine can be in extended support at all, so that its version decides. */
export function hasExtendedSupport({
  Engine = '',
  EngineLifecycleSupport,
}: EngineRelease): boolean {
  return Engine in EXTENDED && EngineLifecycleSupport !== TURNED_OFF;
}

/**
 * The usage type of the extended support that is charged, without its billing prefix:
 * `ExtendedSupport:Yr1-Yr2:PostgreSQL13`. Undefined in standard support, and for a version that is newer than those in
 * AWS's calendars.
 *
 * @param at milliseconds since the Unix epoch
 */
export function extendedSupportUsage(release: EngineRelease, at: number): string | undefined {
  if (!hasExtendedSupport(release)) return undefined;
  const { Engine = '', EngineVersion = '' } = release;
  const [first = '', second = ''] = EngineVersion.split('.');
  const versions = EXTENDED[Engine] ?? {};
  const { version, from, thirdYear } = versions[first] ?? versions[`${first}.${second}`] ?? {};
  if (version === undefined || from === undefined || at < Date.parse(from)) return undefined;
  const isThird = thirdYear !== undefined && at >= Date.parse(thirdYear);
  return `ExtendedSupport:${isThird ? 'Yr3' : 'Yr1-Yr2'}:${version}`;
}
