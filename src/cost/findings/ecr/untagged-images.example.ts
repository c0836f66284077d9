import type { FindingExample } from '../finding-example.ts';

const GB = 2 ** 30;
const REPOSITORY = {
  RepositoryName: 'shop/web',
  RepositoryArn: 'arn:aws:ecr:eu-west-1:210000000001:repository/shop/web',
  RegistryId: '210000000001',
};
/** 10 GB; an untagged image has 2 of them. */
const IMAGES = {
  ...{ Count: 5, IsTruncated: false, Size: 10 * GB, HasIndex: false, UntaggedCount: 1 },
  OldestUntagged: [{ ImagePushedAt: '2026-10-21T00:00:00.000Z', ImageSizeInBytes: 2 * GB }],
};

function repository(more: object = {}): FindingExample['resource'] {
  return { properties: { ...REPOSITORY, Images: { ...IMAGES, ...more } } };
}

export const EXAMPLES: readonly FindingExample[] = [
  {
    title: 'pushed exactly 30 days ago, in a repository that the bill knows',
    ...{ resource: repository(), billed: '5', verdict: 'yes', saving: '1' },
  },
  {
    title: 'in a repository that the bill does not know',
    ...{ resource: repository(), verdict: 'yes', saving: 'unknown' },
  },
  {
    title: 'not all images were read',
    resource: repository({ IsTruncated: true }),
    ...{ billed: '5', verdict: 'yes', saving: 'unknown' },
  },
  {
    title: 'pushed a second later',
    resource: repository({
      OldestUntagged: [{ ImagePushedAt: '2026-10-21T00:00:01.000Z', ImageSizeInBytes: GB }],
    }),
    ...{ billed: '5', verdict: 'no' },
  },
  {
    title: 'kept for longer on purpose',
    ...{ resource: repository(), settings: { LONGSHORE_UNTAGGED_IMAGE_DAYS: 31 }, verdict: 'no' },
  },
  {
    title: 'all images have tags',
    ...{ resource: repository({ UntaggedCount: 0, OldestUntagged: [] }), verdict: 'no' },
  },
  {
    title: 'images for several architectures, whose parts have no tags',
    resource: repository({ HasIndex: true }),
    ...{ billed: '5', verdict: 'unknown', reason: 'standby' },
  },
  {
    title: 'its images were not read',
    resource: { properties: REPOSITORY },
    ...{ billed: '5', verdict: 'unknown', reason: 'no-inventory' },
  },
];
