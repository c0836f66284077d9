import { z } from 'zod';

/** The properties of a volume that rules read. */
export const VolumeProperties = z.object({
  VolumeId: z.string().optional(),
  State: z.string().optional(),
  VolumeType: z.string().optional(),
  /** GiB */
  Size: z.number().optional(),
  Iops: z.number().optional(),
  CreateTime: z.string().optional(),
  Attachments: z.array(z.object({ InstanceId: z.string().optional() })).optional(),
});
export type VolumeProperties = z.output<typeof VolumeProperties>;
