import { EXAMPLE_ACCOUNT, type KindExample } from '../kind-example.ts';

export const example = {
  identifiers: [EXAMPLE_ACCOUNT],
  replies: {},
  properties: { Id: EXAMPLE_ACCOUNT, Name: 'example' },
  extraContext: null,
} satisfies KindExample;
