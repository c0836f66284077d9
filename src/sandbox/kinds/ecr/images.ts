import type { ImageDetail } from '@aws-sdk/client-ecr';
import { hash32 } from '../../../lib/random.ts';
import type { Place } from '../../simulation/place.ts';

const DAY_MS = 86_400_000;
const MEBIBYTE = 2 ** 20;
const IMAGE = 'application/vnd.docker.distribution.manifest.v2+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';

/**
 * The images of a repository. One repository in three keeps images that lost their tag to a newer one; one in five has
 * images for several architectures, whose parts have no tags.
 */
export function imagesOf(place: Place): readonly (ImageDetail & { imageSizeInBytes: number })[] {
  const draw = place.draw('images');
  const today = place.estate.today.getTime();
  const hasIndex = place.n > 0 && draw % 5 === 0;
  const keepsUntagged = place.n === 0 || hasIndex || draw % 3 === 0;
  return Array.from({ length: 4 + (draw % 5) }, (_, index) => {
    const own = hash32(`image ${index}`, draw);
    const isTagged = index === 0 || !keepsUntagged || own % 2 === 0;
    return {
      imageDigest: `sha256:${place.hex(8, own).repeat(8)}`,
      ...(isTagged && { imageTags: [`1.${index}.${own % 10}`] }),
      imageSizeInBytes: (40 + (own % 400)) * MEBIBYTE,
      imagePushedAt: new Date(today - (index * 40 + 1 + (own % 30)) * DAY_MS),
      imageManifestMediaType: hasIndex && index === 0 ? INDEX : IMAGE,
    };
  });
}
