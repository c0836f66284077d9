import { missing } from '../../../cost/engine/plugins/serve/check-request.ts';
import { PluginRefusal } from '../../../cost/engine/plugins/serve/plugin-refusal.ts';
import {
  DismissRecommendationResponse,
  type DismissRecommendationRequest,
} from '../../../cost/engine/plugins/protocol/finfocus/v1/recommendations.generated.ts';
import { ConfigurationError } from '../../../lib/errors.ts';
import { FOREVER } from '../findings/finding-states.ts';

/** What decides about a finding in the store. */
export type Decide = (decision: {
  readonly finding: string;
  readonly until: number;
}) => Promise<string>;

/** @throws {PluginRefusal} for an id that no finding has, and for an end in the past */
export async function dismissAnswer(
  request: DismissRecommendationRequest,
  { decide, now }: { readonly decide: Decide; now(): number },
): Promise<DismissRecommendationResponse> {
  const { recommendationId: finding, expiresAt } = request;
  if (finding === '') throw missing('recommendation_id');
  const until = expiresAt?.getTime() ?? FOREVER;
  const at = now();
  if (Number.isNaN(until) || until <= at) {
    throw new PluginRefusal('invalid-time', 'expires_at must be in the future', {
      details: { field: 'expires_at' },
    });
  }
  try {
    const id = await decide({ finding, until });
    return DismissRecommendationResponse.fromPartial({
      success: true,
      message: 'dismissed in the store of Longshore',
      dismissedAt: new Date(at),
      expiresAt,
      recommendationId: id,
    });
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    throw new PluginRefusal('not-found', error.message, { cause: error });
  }
}
