/** The integration that wrote an entity, from Port's `$datasource`. */
export interface Owner {
  /** `aws-v3` */
  readonly type: string;
  /** `my-aws-v3` */
  readonly identifier: string;
}

/** The parts of an integration's datasource before and after the version. */
export function datasourceEnds({ type, identifier }: Owner): {
  readonly prefix: string;
  readonly suffix: string;
} {
  return { prefix: `port-ocean/${type}/`, suffix: `/${identifier}/exporter` };
}

/**
 * Whether a datasource belongs to this integration, in any version:
 * `port-ocean/<type>/<version>/<identifier>/exporter`. The version is exactly one segment, so that
 * `team/my-aws-v3` does not match `my-aws-v3`.
 */
export function isOwnDatasource(datasource: string, owner: Owner): boolean {
  const { prefix, suffix } = datasourceEnds(owner);
  if (!datasource.startsWith(prefix) || !datasource.endsWith(suffix)) return false;
  const version = datasource.slice(prefix.length, datasource.length - suffix.length);
  return version !== '' && !version.includes('/');
}
