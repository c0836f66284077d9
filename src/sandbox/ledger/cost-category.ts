/** The cost category of the organization: by the tag `environment`. */
export const COST_CATEGORY = 'Environment';
export const COST_CATEGORY_VALUES = ['Non-production', 'Production'] as const;

/** The value of the cost category for a value of the tag; empty without one. */
export function categoryName(environment: string): string {
  if (environment === '') return '';
  return environment === 'production' ? 'Production' : 'Non-production';
}
