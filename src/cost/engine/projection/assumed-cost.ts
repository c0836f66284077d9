/** Whose numbers stand for a cost that is unknown. */
export type Assumption = 'seed' | 'peer';

const DATABASE = /database|rds|:db:|sql/i;
const STORAGE = /storage|s3/i;
const COMPUTE = /ec2|instance|compute|lambda|function|container|ecs|eks|vm/i;

/** USD a month for a resource of a type whose cost is unknown: an invention, which only users of it should ask for. */
export function assumedCost(type: string, assumption: Assumption): number {
  if (DATABASE.test(type)) return 50;
  if (STORAGE.test(type)) return 5;
  if (assumption === 'peer') return 20;
  return COMPUTE.test(type) ? 20 : 100;
}
