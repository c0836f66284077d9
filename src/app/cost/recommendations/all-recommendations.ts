import type { InstalledPlugin } from '../../../cost/engine/plugins/installed-plugins.ts';
import {
  RecommendationActionType,
  type Recommendation,
} from '../../../cost/engine/plugins/protocol/finfocus/v1/recommendations.generated.ts';
import type { ResourceDescriptor } from '../../../cost/engine/plugins/protocol/finfocus/v1/resource.generated.ts';
import type { Settings } from '../../../config/settings.ts';
import { opportunityReport } from '../findings/opportunity-report.ts';
import { monthsOf, recommendationOf } from '../served-plugin/recommendation-message.ts';
import { findReader } from '../../store/open-reader.ts';
import type { Dismissals } from './dismissals.ts';
import { pluginAdvice } from './plugin-recommendations.ts';

/** Where a request has the id in the cloud. */
export const CLOUD_ID = 'pulumi:cloudId';
const MOST_OWN = 20_000;
const DAYS_A_MONTH = 30.44;
const MONTHS_A_YEAR = 12;

/** What could be saved, by a finding of ours, AWS's own advice, or a plugin. */
export interface ShownRecommendation {
  readonly id: string;
  readonly resource_id: string;
  readonly resource_type: string;
  readonly region: string;
  /** `TERMINATE`, `RIGHTSIZE`, … */
  readonly action_type: string;
  readonly description: string;
  /** For a month; null while it is unknown. */
  readonly estimated_savings: number | null;
  readonly currency: string | null;
  readonly status: 'active' | 'dismissed';
  /** `longshore`, AWS's service, or the plugin. */
  readonly source: string;
  readonly reasoning: readonly string[];
}

export interface AllRecommendations {
  readonly recommendations: readonly ShownRecommendation[];
  readonly errors: readonly { readonly plugin: string; readonly message: string }[];
}

export interface RecommendationsOptions {
  readonly settings: Settings;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly plugins: readonly InstalledPlugin[];
  readonly dismissals: Dismissals;
  /** Only for these resources. @default all */
  readonly targets?: readonly ResourceDescriptor[] | undefined;
  /** Our own findings, too. */
  readonly isOwnShown: boolean;
  readonly includesDismissed: boolean;
  readonly now: number;
  readonly signal: AbortSignal;
}

/** The findings of the store and what plugins recommend, the greatest saving first. */
export async function allRecommendations(
  options: RecommendationsOptions,
): Promise<AllRecommendations> {
  const { dismissals, includesDismissed, now, isOwnShown } = options;
  const own = isOwnShown ? await ownRecommendations(options) : [];
  const excluded = includesDismissed ? [] : dismissals.hidden(now);
  const { advice, errors } = await pluginAdvice(excluded, options);
  const others = advice.map(({ plugin, recommendation }) =>
    shownOf(recommendation, plugin, dismissals.isHidden(recommendation.id, now)),
  );
  const names = new Set(options.targets?.flatMap(({ id, arn, tags }) => [id, arn, tags[CLOUD_ID]]));
  // Plugins were asked about the targets only.
  const isTarget = (id: string): boolean => options.targets === undefined || names.has(id);
  const all = [...own.filter(({ resource_id: id }) => isTarget(id)), ...others].filter(
    ({ status }) => includesDismissed || status === 'active',
  );
  const recommendations = all.sort(
    (one, other) =>
      (other.estimated_savings ?? -1) - (one.estimated_savings ?? -1) ||
      (one.id < other.id ? -1 : 1),
  );
  return { recommendations, errors };
}

async function ownRecommendations({
  settings,
  cwd,
  signal,
  dismissals,
  includesDismissed,
  now,
}: RecommendationsOptions): Promise<readonly ShownRecommendation[]> {
  const found = await findReader(settings, cwd, signal);
  if (found === undefined) return [];
  await using reader = found;
  const { opportunities } = await opportunityReport(
    reader,
    {
      filter: {
        ...{ types: undefined, services: undefined, accounts: undefined, regions: undefined },
        ...{ priorities: undefined, advisors: undefined, minSaving: undefined },
        currency: undefined,
        verdicts: ['yes'],
        states: includesDismissed ? ['open', 'dismissed'] : ['open'],
      },
      ...{ sort: 'monthly_saving', isAscending: false, offset: 0, limit: MOST_OWN },
    },
    signal,
  );
  return opportunities.map((one) => {
    const isHidden = one.state === 'dismissed' || dismissals.isHidden(one.id, now);
    return shownOf(recommendationOf(one, monthsOf('monthly')), one.advisor, isHidden);
  });
}

function shownOf(one: Recommendation, source: string, isHidden: boolean): ShownRecommendation {
  const { impact, resource } = one;
  return {
    id: one.id,
    resource_id: resource?.id ?? '',
    resource_type: resource?.resourceType ?? '',
    region: resource?.region ?? '',
    action_type: ACTIONS.get(one.actionType) ?? 'OTHER',
    description: one.description,
    estimated_savings: impact === undefined ? null : monthly(impact),
    // A saving without a currency is none that can be added.
    currency: impact === undefined || impact.currency === '' ? null : impact.currency,
    status: isHidden ? 'dismissed' : 'active',
    source,
    reasoning: one.reasoning,
  };
}

function monthly({
  estimatedSavings,
  projectionPeriod,
  currency,
}: NonNullable<Recommendation['impact']>): number | null {
  if (!Number.isFinite(estimatedSavings) || currency === '') return null;
  if (projectionPeriod === 'annual') return estimatedSavings / MONTHS_A_YEAR;
  return projectionPeriod === 'daily' ? estimatedSavings * DAYS_A_MONTH : estimatedSavings;
}

const ACTIONS = new Map<number, string>(
  Object.entries(RecommendationActionType).map(([name, value]) => [
    value,
    name.replace('RECOMMENDATION_ACTION_TYPE_', ''),
  ]),
);
