import { z } from 'zod';

/** The properties of an instance that rules read. */
export const InstanceProperties = z.object({
  InstanceId: z.string().optional(),
  InstanceType: z.string().optional(),
  InstanceLifecycle: z.string().optional(),
  State: z.object({ Name: z.string().optional() }).optional(),
  LaunchTime: z.string().optional(),
  Placement: z
    .object({ AvailabilityZone: z.string().optional(), Tenancy: z.string().optional() })
    .optional(),
  Architecture: z.string().optional(),
});
export type InstanceProperties = z.output<typeof InstanceProperties>;

/** AWS sets it on the instances of a group. @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-tagging.html */
const GROUP_TAG = 'aws:autoscaling:groupName';

export function isRunning({ State }: InstanceProperties): boolean {
  return State?.Name === 'running';
}

/** The Auto Scaling group of an instance: a terminated instance would come back. */
export function groupOf(tags: Readonly<Record<string, string>>): string | undefined {
  return tags[GROUP_TAG];
}

/** When it was started last, in milliseconds since the Unix epoch. */
export function launchedAt({ LaunchTime }: InstanceProperties): number | undefined {
  return LaunchTime === undefined ? undefined : Date.parse(LaunchTime);
}
