import { z } from 'zod';
import { abortable } from '../../../../lib/aborted.ts';
import { callerSignal, SECURITY, type CostApi, type CostEndpoint } from '../cost-api.ts';
import { Day, periodOf, serviceFilter } from '../cost-query.ts';
import { Job, JOB_STATUSES, type JobRequest } from '../jobs/job.ts';
import { ReachableMonths } from '../jobs/out-of-reach.ts';
import { ApiProblem, invalidField, problemResponses } from '../problem.ts';
import { storedServices } from '../stored-services.ts';

/** The longest wait for the plan, so that the answer has its estimate. Milliseconds. */
const PLAN_WAIT_MS = 5_000;
const MOST_VALUES = 1_000;

const accounts = z
  .array(z.string().regex(/^\d{12}$/, { error: 'must be the 12 digits of an account' }))
  .min(1)
  .max(MOST_VALUES)
  .optional()
  .describe('payer accounts; by default those of the settings');
const regions = z
  .array(
    z.string().regex(/^[a-z]{2,5}(?:-[a-z]{1,12}){1,3}-\d{1,2}$/, {
      error: 'must be a region such as eu-west-1',
    }),
  )
  .min(1)
  .max(MOST_VALUES)
  .optional()
  .describe('checked, but a billing period is collected whole');

const Collect = z
  .strictObject({
    start_date: Day.describe('its month is the first that is read'),
    end_date: Day.describe('its month is the last that is read'),
    services: z
      .array(z.string().min(1).max(200))
      .min(1)
      .max(MOST_VALUES)
      .optional()
      .describe('checked, but a billing period is collected whole'),
    regions,
    accounts,
  })
  .partial({ start_date: true, end_date: true })
  .meta({ id: 'CollectRequest' });
const Refresh = z.strictObject({ accounts, regions }).meta({ id: 'RefreshRequest' });

const Accepted = Job.pick({ job_id: true, status: true, estimate: true })
  .extend({
    status: z.enum(JOB_STATUSES),
    joined: z.boolean().describe('whether the job was there already'),
  })
  .meta({ id: 'AcceptedCollection' });

/** `POST /collect`: begins a collection of the bill. */
export const collectEndpoint: CostEndpoint = (app, api) => {
  const reachable = new ReachableMonths(api);
  app.post(
    '/collect',
    {
      schema: {
        summary: 'Collect the bill; the same request again joins the job that is under way',
        security: SECURITY,
        body: Collect,
        response: responses,
      },
    },
    async ({ body }, reply) => {
      const { start_date, end_date, services } = body;
      const signal = callerSignal(reply);
      if (start_date !== undefined || end_date !== undefined) periodOf(body, api.now());
      await serviceFilter(
        services ?? [],
        async () => storedServices(await api.reader(), signal),
        'services',
      );
      const request = { ...requestOf(body), start_date, end_date, services, is_refresh: false };
      await reachable.check(request, signal);
      return reply
        .code(202)
        .type('application/json')
        .send(await accepted(request, api, signal));
    },
  );
};

/** `POST /refresh`: collects also what is fresh, unchanged or final. */
export const refreshEndpoint: CostEndpoint = (app, api) => {
  app.post(
    '/refresh',
    {
      schema: {
        summary: 'Collect the bill again, also what is fresh or final',
        security: SECURITY,
        body: Refresh,
        response: responses,
      },
    },
    async ({ body }, reply) => {
      const request = { ...requestOf(body), is_refresh: true };
      const answer = await accepted(request, api, callerSignal(reply));
      return reply.code(202).type('application/json').send(answer);
    },
  );
};

const responses = {
  202: { description: 'The job', content: { 'application/json': { schema: Accepted } } },
  ...problemResponses(
    ...(['invalid-field', 'too-large', 'unsupported-media-type', 'too-many-requests'] as const),
  ),
};

/** The same request has the same form, whatever the order of its lists. */
function requestOf({
  accounts: ids,
  regions: names,
}: z.output<typeof Refresh>): Pick<JobRequest, 'accounts' | 'regions'> {
  return { accounts: sorted(ids), regions: sorted(names) };
}

function sorted(values: readonly string[] | undefined): string[] | undefined {
  return values === undefined ? undefined : [...new Set(values)].sort();
}

async function accepted(
  request: JobRequest,
  { jobs }: Pick<CostApi, 'jobs'>,
  signal: AbortSignal,
): Promise<z.output<typeof Accepted>> {
  const { job, isJoined } = await jobs.request(request);
  if (!jobs.isWaiting(job)) {
    const waited = AbortSignal.any([signal, AbortSignal.timeout(PLAN_WAIT_MS)]);
    await abortable(job.planned, waited).catch(() => undefined); // its plan will be in the job
  }
  const { job_id, status, estimate, errors } = job.state;
  const refusal = errors.find(({ field }) => field !== undefined);
  if (status === 'failed' && refusal?.field !== undefined) {
    throw invalidField(refusal.field, [refusal.detail, refusal.remedy].join('; '));
  }
  if (signal.aborted) throw new ApiProblem('unavailable', 'the caller has gone');
  return { job_id, status, estimate, joined: isJoined };
}
