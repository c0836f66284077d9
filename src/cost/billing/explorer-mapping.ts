import { FOCUS } from './focus-mapping.ts';
import type { Mapping } from './mapping.ts';

/**
 * What {@link ExplorerFile} writes: columns of FOCUS, as far as Cost Explorer has them. Prices, quantities and resources
 * are null.
 */
export const EXPLORER: Mapping = {
  ...FOCUS,
  lookups: { service: '{x_ServiceCode}', region: '{RegionId}' },
  isFinal: "coalesce({is_final} = 'true', false)",
  columns: {
    ...FOCUS.columns,
    RegionName: 'coalesce(region.name, {RegionId})',
    ServiceCategory: "coalesce(service.category, 'Other')",
    ServiceSubcategory: "coalesce(service.subcategory, 'Other (Other)')",
  },
};
