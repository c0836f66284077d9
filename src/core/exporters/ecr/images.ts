import { paginateDescribeImages, type ECRClient } from '@aws-sdk/client-ecr';
import type { ImageDetail, Repository } from '@aws-sdk/client-ecr';
import { perItem } from '../../actions/per-item.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import type { ActionContext } from '../../actions/action.ts';

/** The maximum page size of DescribeImages. */
const IMAGES_PER_PAGE = 1_000;
/** A repository with more images is not read to the end. */
const MOST_PAGES = 10;
/** The oldest images without a tag that are kept. */
const MOST_UNTAGGED = 100;
/** Media types of lists of images: for several architectures, or with attestations. */
const INDEX = /(?:manifest\.list|image\.index)/;

export type IdentifiedRepository = Repository & {
  readonly repositoryArn: string;
  readonly repositoryName: string;
};

/** An image that no tag names. */
export interface UntaggedImage {
  readonly ImagePushedAt: Date;
  /** Bytes, compressed. Images may share layers, which are stored once. */
  readonly ImageSizeInBytes: number;
}

/** Longshore's own summary: ECR has no property of repositories for it. */
export interface ImageProperties {
  readonly Images: {
    /** Of those that were read. */
    readonly Count: number;
    /** Whether there are more. */
    readonly IsTruncated: boolean;
    /** Bytes of all that were read. */
    readonly Size: number;
    /** Whether an image is a list of others, which need no tag of their own. */
    readonly HasIndex: boolean;
    readonly UntaggedCount: number;
    /** The oldest, at most a hundred. */
    readonly OldestUntagged: readonly UntaggedImage[];
  };
}

/** @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImages.html */
export const DescribeImages = perItem({
  name: 'DescribeImagesAction',
  permissions: ['ecr:DescribeImages'],
  async call(
    { repositoryName }: IdentifiedRepository,
    context: ActionContext<ECRClient>,
  ): Promise<ImageProperties> {
    const input = { repositoryName, maxResults: IMAGES_PER_PAGE };
    let images = NO_IMAGES;
    let pages = 0;
    for await (const { imageDetails = [], nextToken } of sdkPages(
      paginateDescribeImages,
      context,
      input,
    )) {
      pages += 1;
      const IsTruncated = nextToken !== undefined && pages === MOST_PAGES;
      images = { ...withPage(images, imageDetails), IsTruncated };
      if (IsTruncated) break;
    }
    return { Images: images };
  },
});

const NO_IMAGES: ImageProperties['Images'] = {
  ...{ Count: 0, IsTruncated: false, Size: 0, HasIndex: false },
  ...{ UntaggedCount: 0, OldestUntagged: [] },
};

function withPage(
  images: ImageProperties['Images'],
  page: readonly ImageDetail[],
): ImageProperties['Images'] {
  const untagged = page.filter(({ imageTags = [] }) => imageTags.length === 0);
  const dated = untagged.flatMap(({ imagePushedAt: ImagePushedAt, imageSizeInBytes = 0 }) =>
    ImagePushedAt === undefined ? [] : [{ ImagePushedAt, ImageSizeInBytes: imageSizeInBytes }],
  );
  const isIndex = ({ imageManifestMediaType = '' }: ImageDetail): boolean =>
    INDEX.test(imageManifestMediaType);
  return {
    ...images,
    Count: images.Count + page.length,
    Size: page.reduce((sum, { imageSizeInBytes = 0 }) => sum + imageSizeInBytes, images.Size),
    HasIndex: images.HasIndex || page.some(isIndex),
    UntaggedCount: images.UntaggedCount + untagged.length,
    OldestUntagged: [...images.OldestUntagged, ...dated]
      .sort((one, other) => one.ImagePushedAt.getTime() - other.ImagePushedAt.getTime())
      .slice(0, MOST_UNTAGGED),
  };
}
