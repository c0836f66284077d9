import type { MappingPlans } from '../../mapping-plans.ts';

/** The kinds whose raw items get their cost: any of their blocks asks for it. */
export function costedKinds({ selectors }: Pick<MappingPlans, 'selectors'>): ReadonlySet<string> {
  const asking = [...selectors].filter(([, blocks]) =>
    blocks.some(({ includeCosts }) => includeCosts === true),
  );
  return new Set(asking.map(([kind]) => kind));
}
