import { z } from 'zod';

/** The properties of a snapshot that rules read. */
export const SnapshotProperties = z.object({
  SnapshotId: z.string().optional(),
  State: z.string().optional(),
  StartTime: z.string().optional(),
  Description: z.string().optional(),
  VolumeId: z.string().optional(),
  StorageTier: z.string().optional(),
});
export type SnapshotProperties = z.output<typeof SnapshotProperties>;

/** What EC2 and AWS Backup write about snapshots of images: these cannot be deleted while the image exists. */
const OF_IMAGE =
  /^(?:Created by CreateImage\(|Copied for DestinationAmi |Auto-created snapshot for AMI )/;

/** Is it a part of an image? */
export function isOfImage({ Description = '' }: SnapshotProperties): boolean {
  return OF_IMAGE.test(Description);
}

/** When it was taken, in milliseconds since the Unix epoch. */
export function takenAt({ StartTime }: SnapshotProperties): number | undefined {
  return StartTime === undefined ? undefined : Date.parse(StartTime);
}
