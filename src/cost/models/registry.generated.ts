// Generated from the cost models by `npm run generate`. Do not edit.
import type { CostExample } from './cost-example.ts';
import type { CostModel } from './define-cost-model.ts';

/** How to load a cost model, and what shows that it is right. */
export interface CostModelLoader {
  model(): Promise<CostModel>;
  examples(): Promise<readonly CostExample[]>;
}

/** By kind. */
export const COST_MODELS: Readonly<Record<string, CostModelLoader>> = {
  'AWS::EC2::Volume': {
    model: async () => (await import('./ec2/volume.ts')).Ec2VolumeCost,
    examples: async () => (await import('./ec2/volume.example.ts')).EXAMPLES,
  },
};
