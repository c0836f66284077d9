import { z } from 'zod';
import {
  FINDING_STATE_NAMES,
  LONGEST_REASON,
} from '../../../../app/cost/findings/finding-states.ts';
import type { Opportunity } from '../../../../app/cost/findings/opportunity.ts';
import { opportunityById } from '../../../../app/cost/findings/opportunity-report.ts';
import { callerSignal, SECURITY, type CostApi, type CostEndpoint } from '../cost-api.ts';
import { Day, NAME, NAME_ERROR } from '../cost-query.ts';
import { opportunityJson, OpportunityJson } from '../opportunity-json.ts';
import { ApiProblem, invalidField, problemResponses } from '../problem.ts';

const LONGEST_ID = 300;
const Params = z.object({
  id: z.string().min(1).max(LONGEST_ID).regex(NAME, NAME_ERROR).describe('of an opportunity'),
});
/** One line, so without Unicode's own line breaks: it is shown in tables and terminals. */
const PRINTABLE = /^[ -~\u00a0-\u2027\u202a-\uffff]*$/;
const Change = z
  .strictObject({
    state: z.enum(FINDING_STATE_NAMES, { error: `must be ${FINDING_STATE_NAMES.join(', ')}` }),
    until: Day.optional().describe('the last day of a dismissal; other states have none'),
    reason: z
      .string()
      .min(1)
      .max(LONGEST_REASON)
      .regex(PRINTABLE, { error: 'must be one line without control characters' })
      .optional()
      .describe('why, in your words: shown as state_reason while the state lasts'),
  })
  .partial({ state: true })
  .meta({ id: 'OpportunityChange' });
const Changed = OpportunityJson.extend({
  savings_counted: z
    .boolean()
    .describe('false while the savings of other opportunities of the resource are still as before'),
}).meta({ id: 'ChangedOpportunity' });

/** `GET` and `PATCH /opportunities/{id}`: one opportunity, and what was decided about it. */
export const opportunityEndpoint: CostEndpoint = (app, api) => {
  app.get(
    '/opportunities/:id',
    {
      schema: {
        summary: 'One opportunity, with its evidence',
        security: SECURITY,
        params: Params,
        response: {
          200: {
            description: 'The opportunity',
            content: { 'application/json': { schema: OpportunityJson } },
          },
          ...problemResponses('invalid-field', 'not-found'),
        },
      },
    },
    async ({ params }, reply) => {
      const found = await existing(api, params.id, callerSignal(reply));
      return reply.type('application/json').send(opportunityJson(found));
    },
  );
  app.patch(
    '/opportunities/:id',
    {
      schema: {
        summary: 'Dismiss an opportunity until the end of a day, mark it as done, or open it again',
        security: SECURITY,
        params: Params,
        body: Change,
        response: {
          200: {
            description: 'The opportunity as it is now',
            content: { 'application/json': { schema: Changed } },
          },
          ...problemResponses('invalid-field', 'not-found', 'too-large', 'unsupported-media-type'),
        },
      },
    },
    async ({ params: { id }, body }, reply) => {
      const signal = callerSignal(reply);
      const decision = decisionOf(body, api.now());
      const before = await existing(api, id, signal);
      const isCounted = await api.decisions.decide(id, decision);
      // It may be gone: the findings were evaluated again.
      const now = (await opportunityById(await api.reader(), id, signal)) ?? {
        ...before,
        state: decision.state,
        state_reason: decision.reason ?? null,
      };
      return reply
        .type('application/json')
        .send({ ...opportunityJson(now), savings_counted: isCounted });
    },
  );
};

async function existing(
  api: Pick<CostApi, 'reader'>,
  id: string,
  signal: AbortSignal,
): Promise<Opportunity> {
  const found = await opportunityById(await api.reader(), id, signal);
  if (found !== undefined) return found;
  throw new ApiProblem('not-found', 'there is no such opportunity: see GET /opportunities', 'id');
}

function decisionOf(
  { state, until, reason }: z.output<typeof Change>,
  now: number,
): Parameters<CostApi['decisions']['decide']>[1] {
  if (state === undefined) {
    throw invalidField('state', `state: must be ${FINDING_STATE_NAMES.join(', ')}`);
  }
  if (state !== 'dismissed') {
    if (until === undefined) return { state, until: now, reason };
    throw invalidField('until', 'until: only a dismissal has an end');
  }
  if (until === undefined) {
    throw invalidField('until', 'until: a dismissal needs its last day, such as 2027-01-31');
  }
  const end = Date.parse(`${until}T23:59:59.999Z`);
  if (end > now) return { state, until: end, reason };
  throw invalidField('until', `until: ${until} is over`);
}
