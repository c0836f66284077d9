import type { CostModel } from '../../models/define-cost-model.ts';
import type { PlannedResource } from '../plans/planned-resource.ts';

/**
 * The service of a resource: `ec2`. Pulumi's types name it; of Terraform's, the cost model does, or the second word.
 */
export function serviceOf({ type }: Pick<PlannedResource, 'type'>, model?: CostModel): string {
  const [, module] = type.split(':');
  if (module !== undefined) return module.split('/', 1)[0] ?? 'default';
  const [, ofKind] = model?.kind.split('::') ?? [];
  return ofKind?.toLowerCase() ?? type.split('_')[1] ?? 'default';
}
