import { z } from 'zod';
import { defineCostModel } from '../define-cost-model.ts';

/** @see https://aws.amazon.com/ecr/pricing/ */
export const EcrRepositoryCost = defineCostModel({
  kind: 'AWS::ECR::Repository',
  pricing: 'https://aws.amazon.com/ecr/pricing/',
  properties: z.object({}),
  prices: {
    storage: {
      service: 'AmazonECR',
      family: 'EC2 Container Registry',
      usageType: 'TimedStorage-ByteHrs',
      key: [],
      unit: 'GB-Mo',
    },
  },
  usage: { storage_gb: 'GB of images' },
  plan: {
    terraform: ['aws_ecr_repository'],
    pulumi: ['aws:ecr/repository:Repository'],
    properties: {},
  },
  components: (_, { price, usage }) => [
    { name: 'storage', price: price('storage'), quantity: usage('storage_gb') },
  ],
});
