import path from 'node:path';

/** The names under which Longshore stands in for PulumiCost. */
export const PEERS = ['pulumicost', 'finfocus'] as const;
export type Peer = (typeof PEERS)[number];

type Environment = Readonly<Record<string, string | undefined>>;

/** A variable such as `FINFOCUS_HOME`. The old prefix counts for the old name, and with `FINFOCUS_COMPAT=1`. */
export function peerVariable(peer: Peer, env: Environment, name: string): string | undefined {
  const own = env[`FINFOCUS_${name}`] ?? '';
  const isOld = peer === 'pulumicost' || env['FINFOCUS_COMPAT'] === '1';
  const old = isOld ? (env[`PULUMICOST_${name}`] ?? '') : '';
  return [own, old].find((value) => value !== '');
}

/** The folders in which the peer may have its files: the first that exists counts, else the first. */
export function peerHomes(peer: Peer, env: Environment): readonly string[] {
  const given = peerVariable(peer, env, 'HOME');
  if (given !== undefined) return [given];
  const { HOME = '', PULUMI_HOME = '' } = env;
  const inPulumi = PULUMI_HOME === '' ? [] : [path.join(PULUMI_HOME, 'finfocus')];
  const names = peer === 'pulumicost' ? ['.pulumicost', '.finfocus'] : ['.finfocus', '.pulumicost'];
  return [...inPulumi, ...names.map((name) => path.join(HOME, name))];
}
