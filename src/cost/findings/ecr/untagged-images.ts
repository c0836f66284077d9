import { z } from 'zod';
import { doubtful, property, type Check } from '../check.ts';
import { defineFinding } from '../define-finding.ts';
import { consoleLink } from '../remedy.ts';
import type { NumberThreshold, Valued } from '../threshold.ts';

const DAY_MS = 86_400_000;
const BYTES_PER_GB = 2 ** 30;

const RepositoryProperties = z.object({
  RepositoryName: z.string(),
  RegistryId: z.string().optional(),
  LifecyclePolicy: z.object({}).optional(),
  /** Undefined where the optional action that reads them did not run. */
  Images: z
    .object({
      /** Bytes of all images. */
      Size: z.number(),
      IsTruncated: z.boolean(),
      HasIndex: z.boolean(),
      OldestUntagged: z.array(
        z.object({
          ImagePushedAt: z.union([z.string(), z.date()]),
          ImageSizeInBytes: z.number(),
        }),
      ),
    })
    .optional(),
});
type RepositoryProperties = z.output<typeof RepositoryProperties>;

export const UNTAGGED_DAYS = {
  setting: 'LONGSHORE_UNTAGGED_IMAGE_DAYS',
  meaning: 'An image without a tag that was pushed this long ago is not needed, in days.',
  unit: 'days',
  default: 30,
  least: 1,
  most: 3_650,
} as const satisfies NumberThreshold;

/** A repository that keeps images which lost their tag to a newer one. */
export const EcrUntaggedImages = defineFinding({
  name: 'ecr-untagged-images',
  title: 'ECR repository with old untagged images',
  kind: 'AWS::ECR::Repository',
  service: 'ECR',
  type: 'storage_optimization',
  change: 'reduce',
  effort: 'low',
  risk: 'medium',
  see: 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html',
  properties: RepositoryProperties,
  thresholds: { days: UNTAGGED_DAYS },
  judge(repository, { resource, limit, now }) {
    const { Images: images, LifecyclePolicy, RepositoryName, RegistryId } = repository;
    const before = now - limit.days.value * DAY_MS;
    const old = (images?.OldestUntagged ?? []).filter(
      ({ ImagePushedAt }) => new Date(ImagePushedAt).getTime() <= before,
    );
    const bytes = old.reduce((sum, { ImageSizeInBytes }) => sum + ImageSizeInBytes, 0);
    return {
      checks: [imagesCheck(images, old.length, limit.days)],
      found: () => ({
        description: `At least ${old.length} images of ${(bytes / BYTES_PER_GB).toFixed(2)} GB have no tag, and were pushed ${limit.days.value} days ago or earlier. Layers that they share with other images stay.`,
        remedy: {
          title:
            LifecyclePolicy === undefined
              ? `Add a lifecycle policy that expires untagged images after ${limit.days.value} days`
              : `Add a rule to the lifecycle policy that expires untagged images after ${limit.days.value} days`,
          link: consoleLink(
            resource,
            `ecr/repositories/private/${RegistryId ?? resource.account}/${RepositoryName}/_/lifecycle-policy`,
          ),
        },
        saving: savingOf(images, bytes),
      }),
    };
  },
});

function imagesCheck(
  images: RepositoryProperties['Images'],
  old: number,
  days: Valued<NumberThreshold>,
): Check {
  if (images === undefined) {
    return doubtful('Images', undefined, {
      reason: 'no-inventory',
      detail: 'its images were not read',
      fix: 'add DescribeImagesAction to includeActions of AWS::ECR::Repository, and allow ecr:DescribeImages',
    });
  }
  const name = `untagged images for ${days.value} days`;
  if (old > 0 && images.HasIndex) {
    return doubtful(name, old, {
      reason: 'standby',
      detail: 'it has images for several architectures: what has no tag may be a part of them',
      fix: 'add a lifecycle policy: it leaves parts of images alone',
    });
  }
  return property(name, old, old > 0, {
    ...{ threshold: 1, comparison: 'at least', setting: days.setting },
  });
}

/** ECR measures no storage, and layers are stored once: only the bill knows what the repository costs. */
function savingOf(images: RepositoryProperties['Images'], bytes: number) {
  if (images === undefined || images.IsTruncated || images.Size === 0) {
    return { saves: 'unknown', why: 'not all of its images were read' } as const;
  }
  return { saves: 'part', share: Math.min(1, bytes / images.Size) } as const;
}
