import { z } from 'zod';
import { PluginError } from '../../../cost/engine/plugins/plugin-error.ts';
import { compareVersions, isPluginVersion } from '../../../cost/engine/plugins/plugin-names.ts';

const Asset = z.object({
  name: z.string(),
  browser_download_url: z.url(),
  /** `sha256:…` */
  digest: z.string().nullish(),
});
const Release = z.object({
  tag_name: z.string(),
  draft: z.boolean().default(false),
  prerelease: z.boolean().default(false),
  assets: z.array(Asset).max(1_000),
});
type Release = z.output<typeof Release>;
const Listing = z.union([Release.transform((one) => [one]), z.array(Release).max(1_000)]);

/** An archive of a release. */
export interface ReleaseAsset {
  readonly version: string;
  readonly name: string;
  readonly url: string;
  /** In hexadecimal, where the listing has it. */
  readonly sha256: string | undefined;
  /** The file with the checksums of the release. */
  readonly checksumsUrl: string | undefined;
}

/** The machine that an archive must be for, as Go and Node name it. */
export interface Platform {
  readonly platform: string;
  readonly arch: string;
}

const SYSTEMS: Readonly<Record<string, readonly string[]>> = {
  linux: ['linux'],
  darwin: ['darwin', 'macos'],
  win32: ['windows', 'win32'],
};
const ARCHITECTURES: Readonly<Record<string, readonly string[]>> = {
  x64: ['amd64', 'x86_64', 'x64'],
  arm64: ['arm64', 'aarch64'],
};
const ARCHIVE = /\.(?:tar\.gz|tgz|zip)$/i;
const CHECKSUMS = /^(?:sha256sums(?:\.txt)?|.*checksums(?:\.txt)?)$/i;

export interface WantedRelease extends Platform {
  /** For messages. */
  readonly source: string;
  /** @default the newest */
  readonly version: string | undefined;
  /** Where the version has no archive for the machine, take the newest that has one. */
  readonly mayFallBack: boolean;
  /** Part of the archive's name: of plugins with one archive for each region. */
  readonly region: string | undefined;
}

/**
 * The archive to install, of a listing in the form of GitHub's releases.
 *
 * @throws {PluginError} for what is no listing, and without such an archive
 */
export function releaseAsset(listing: unknown, wanted: WantedRelease): ReleaseAsset {
  const { source, version, mayFallBack } = wanted;
  const parsed = Listing.safeParse(listing);
  if (!parsed.success) {
    throw new PluginError(source, 'invalid', 'this is no listing of releases', {
      remedy: "give the URL of GitHub's releases, or of a file in their form",
    });
  }
  const releases = parsed.data
    .filter(({ draft, tag_name: tag }) => !draft && isPluginVersion(tag))
    .sort((one, other) => compareVersions(other.tag_name, one.tag_name));
  const isAsked = ({ tag_name: tag }: Release): boolean =>
    versionOf(tag) === versionOf(version ?? '');
  const asked =
    version === undefined
      ? releases.filter(({ prerelease }) => !prerelease)
      : releases.filter(isAsked);
  for (const release of mayFallBack ? [...asked, ...releases] : asked) {
    const found = assetOf(release, wanted);
    if (found !== undefined) return found;
    if (!mayFallBack) break;
  }
  const what =
    asked.length === 0 ? `no release ${version ?? 'at all'}` : 'no archive for this machine';
  const names = releases.slice(0, 5).map(({ tag_name: tag }) => tag);
  throw new PluginError(
    source,
    'not-found',
    `there is ${what} (${wanted.platform} ${wanted.arch})`,
    {
      remedy: `choose one of ${names.join(', ')}${names.length === 0 ? 'other releases' : ''}, or --fallback-to-latest`,
    },
  );
}

function versionOf(tag: string): string {
  return tag.replace(/^v/, '');
}

function assetOf(
  { tag_name: tag, assets }: Release,
  { platform, arch, region }: WantedRelease,
): ReleaseAsset | undefined {
  const has = (name: string, words: readonly string[]): boolean =>
    words.some((word) => new RegExp(`(?:^|[._-])${word}(?:[._-]|$)`, 'i').test(name));
  const fitting = assets.filter(
    ({ name }) =>
      ARCHIVE.test(name) &&
      has(name, SYSTEMS[platform] ?? [platform]) &&
      has(name, ARCHITECTURES[arch] ?? [arch]) &&
      (region === undefined || has(name, [region])),
  );
  const [asset] = fitting.sort((one, other) => one.name.length - other.name.length);
  if (asset === undefined) return undefined;
  const [, sha256] = /^sha256:([0-9a-f]{64})$/i.exec(asset.digest ?? '') ?? [];
  return {
    version: versionOf(tag),
    name: asset.name,
    url: asset.browser_download_url,
    sha256: sha256?.toLowerCase(),
    checksumsUrl: assets.find(({ name }) => CHECKSUMS.test(name))?.browser_download_url,
  };
}

/** The checksum of a file in the form of `sha256sum`. */
export function checksumIn(text: string, name: string): string | undefined {
  for (const line of text.split('\n')) {
    const [, sum, file] = /^([0-9a-f]{64})\s+\*?(?:\.\/)?(\S+)\s*$/i.exec(line) ?? [];
    if (file === name) return sum?.toLowerCase();
  }
  return undefined;
}
