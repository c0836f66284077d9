/** Which integration wrote an entity, as Port's `$datasource` tells it. */
export interface Owner {
  /** `aws-v3` */
  readonly type: string;
  /** `my-aws-v3` */
  readonly identifier: string;
}

/** Where the datasources of an integration begin and end: the version stands between. */
export function datasourceEnds({ type, identifier }: Owner): {
  readonly prefix: string;
  readonly suffix: string;
} {
  return { prefix: `port-ocean/${type}/`, suffix: `/${identifier}/exporter` };
}

/**
 * Whether a datasource is one of this integration, in any version of it:
 * `port-ocean/<type>/<version>/<identifier>/exporter`. The version is exactly one segment, so that
 * `team/my-aws-v3` is not mistaken for `my-aws-v3`.
 */
export function isOwnDatasource(datasource: string, owner: Owner): boolean {
  const { prefix, suffix } = datasourceEnds(owner);
  if (!datasource.startsWith(prefix) || !datasource.endsWith(suffix)) return false;
  const version = datasource.slice(prefix.length, datasource.length - suffix.length);
  return version !== '' && !version.includes('/');
}
