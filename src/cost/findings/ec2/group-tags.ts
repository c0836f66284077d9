import { z } from 'zod';
import { InstanceProperties } from './instance-facts.ts';

/** Names the Auto Scaling group of an instance. */
export const GROUP_TAG = 'aws:autoscaling:groupName';

/** An instance with the tags that tell its group. */
export const GroupedInstance = InstanceProperties.extend({
  Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).optional(),
});
export type GroupedInstance = z.output<typeof GroupedInstance>;

/** The name of an instance's Auto Scaling group: its id in the store. */
export function groupNames({ Tags = [] }: GroupedInstance): readonly string[] {
  return Tags.filter(({ Key }) => Key === GROUP_TAG).map(({ Value }) => Value);
}

const Group = z.object({
  AutoScalingGroupName: z.string().optional(),
  MinSize: z.coerce.number().optional(),
  DesiredCapacity: z.coerce.number().optional(),
  Instances: z.array(z.object({ InstanceId: z.string().optional() })).optional(),
});

/** The properties of a group that rules read. Undefined when they have other types. */
export function groupFacts(
  properties: Readonly<Record<string, unknown>> | undefined,
): z.output<typeof Group> | undefined {
  return properties === undefined ? undefined : Group.safeParse(properties).data;
}

/** The instances of a group. */
export function memberIds(properties: Readonly<Record<string, unknown>>): readonly string[] {
  return groupFacts(properties)?.Instances?.flatMap(({ InstanceId }) => InstanceId ?? []) ?? [];
}
