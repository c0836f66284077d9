import { z } from 'zod';
import { SECURITY, type CostEndpoint } from '../cost-api.ts';
import { Job } from '../jobs/job.ts';
import { ApiProblem, problemResponses } from '../problem.ts';

const Params = z.object({ job_id: z.string().max(100).describe('as `POST /collect` gave it') });

/** `GET /jobs/{job_id}`: a collection that was asked for. */
export const jobsEndpoint: CostEndpoint = (app, { jobs }) => {
  app.get(
    '/jobs/:job_id',
    {
      schema: {
        summary: 'A collection that was asked for: its progress, what it has read and paid',
        security: SECURITY,
        params: Params,
        response: {
          200: { description: 'The job', content: { 'application/json': { schema: Job } } },
          ...problemResponses('invalid-field', 'not-found'),
        },
      },
    },
    async ({ params }, reply) => {
      const job = jobs.find(params.job_id);
      if (job === undefined) {
        throw new ApiProblem('not-found', 'unknown job: the last 100 are kept', 'job_id');
      }
      return reply.type('application/json').send(job);
    },
  );
};
