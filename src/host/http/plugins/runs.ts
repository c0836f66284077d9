import { z } from 'zod';
import type { RunRecord, RunTrigger } from '../../../app/run.ts';
import { isSignedByPort } from '../../port/port-signature.ts';
import { Problem, UNAUTHORIZED } from '../access.ts';
import type { HttpApp, HttpPlugin, HttpShared } from '../plugin.ts';

export interface RunsOptions {
  requestRun(
    trigger: RunTrigger,
    accepted?: readonly string[],
  ): { readonly id: string; readonly isCoalesced: boolean };
  /** The last runs, the newest first, without secrets. */
  runs(): readonly RunRecord[];
  /** Signs what Port sends; undefined closes `/resync` to Port. */
  readonly portClientSecret: string | undefined;
}

const RUNS_LISTED = 20;

const Run = z
  .object({
    id: z.string(),
    triggers: z.array(z.string()),
    startedAt: z.string(),
    finishedAt: z.string().optional(),
    status: z.string().describe('running, complete, incomplete, cancelled or failed'),
    result: z.unknown().optional(),
  })
  .meta({ id: 'Run' });
const Accepted = z.object({ id: z.string(), isCoalesced: z.boolean() }).meta({ id: 'AcceptedRun' });
const security = [{ token: [] }];
const NO_SUCH_RUN = { error: 'no such run is kept' };

/** Asks for runs, and shows them: for callers with a token, and for Port. */
export function runsPlugin(options: RunsOptions): HttpPlugin {
  return {
    name: 'runs',
    register(app, shared) {
      addResync(app, shared, options);
      addList(app, shared, options);
      addAcceptRemovals(app, shared, options);
      addRun(app, shared, options);
    },
  };
}

function addResync(
  app: HttpApp,
  { hasToken, bodyOf, now }: HttpShared,
  { requestRun, portClientSecret }: RunsOptions,
): void {
  app.post(
    '/resync',
    {
      schema: {
        summary: 'Ask for a resync: by token, or by Port with its signature',
        security,
        response: { 202: Accepted, 401: Problem },
      },
    },
    async (request, reply) => {
      if (hasToken(request)) return reply.code(202).send(requestRun('api'));
      const isPorts =
        portClientSecret !== undefined &&
        isSignedByPort(request.headers, bodyOf(request), portClientSecret, now());
      if (isPorts) return reply.code(202).send(requestRun('port'));
      return reply.code(401).send(UNAUTHORIZED);
    },
  );
}

function addList(app: HttpApp, { hasToken }: HttpShared, { runs }: RunsOptions): void {
  app.get(
    '/runs',
    {
      schema: {
        summary: 'The last runs, the newest first',
        security,
        response: { 200: z.object({ runs: z.array(Run) }), 401: Problem },
      },
    },
    async (request, reply) => {
      if (!hasToken(request)) return reply.code(401).send(UNAUTHORIZED);
      return reply.send({ runs: runs().slice(0, RUNS_LISTED).map(summaryOf) });
    },
  );
}

function addAcceptRemovals(
  app: HttpApp,
  { hasToken }: HttpShared,
  { runs, requestRun }: RunsOptions,
): void {
  app.post(
    '/runs/:id/accept-removals',
    {
      schema: {
        summary:
          'Accept that the accounts and regions which this run missed are read no more, and ask for a resync that deletes what is theirs',
        security,
        params: z.object({ id: z.string() }),
        response: { 202: Accepted, 401: Problem, 404: Problem, 409: Problem },
      },
    },
    async (request, reply) => {
      if (!hasToken(request)) return reply.code(401).send(UNAUTHORIZED);
      const run = runs().find(({ id }) => id === request.params.id);
      if (run === undefined) return reply.code(404).send(NO_SUCH_RUN);
      const accounts = removalsOf(run);
      if (accounts === undefined)
        return reply.code(409).send({ error: 'this run missed no accounts or regions' });
      return reply.code(202).send(requestRun('api', accounts));
    },
  );
}

function addRun(app: HttpApp, { hasToken }: HttpShared, { runs }: RunsOptions): void {
  app.get(
    '/runs/:id',
    {
      schema: {
        summary: 'One run with its report',
        security,
        params: z.object({ id: z.string() }),
        response: { 200: Run, 401: Problem, 404: Problem },
      },
    },
    async (request, reply) => {
      if (!hasToken(request)) return reply.code(401).send(UNAUTHORIZED);
      const run = runs().find(({ id }) => id === request.params.id);
      if (run === undefined) return reply.code(404).send(NO_SUCH_RUN);
      return reply.send({ ...summaryOf(run), result: run.result });
    },
  );
}

/** A run without its report. */
function summaryOf({
  id,
  triggers,
  startedAt,
  finishedAt,
  result,
}: RunRecord): z.output<typeof Run> {
  return {
    id,
    triggers: [...triggers],
    startedAt,
    ...(finishedAt !== undefined && { finishedAt }),
    status: result?.status ?? 'running',
  };
}

/** The accounts whose removal a run waits for somebody to accept; undefined when it waits for none. */
function removalsOf({ result }: RunRecord): readonly string[] | undefined {
  const { missing, withheld } = result?.port ?? {};
  const accounts = [
    ...(missing?.accounts ?? []),
    ...(missing?.regions ?? []).map((place) => place.split(' ', 1)[0] ?? ''),
  ];
  const isWaiting = withheld?.some(({ reason }) => reason === 'estate-shrank') === true;
  return accounts.length > 0 || isWaiting ? accounts : undefined;
}
