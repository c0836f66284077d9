import { z } from 'zod';
import type { RunTrigger, RunView } from '../../../app/run.ts';
import { RUN_PHASES } from '../../../ledger/run-progress.ts';
import { isSignedByPort } from '../../port/port-signature.ts';
import { Problem, UNAUTHORIZED } from '../access.ts';
import type { HttpApp, HttpPlugin, HttpShared } from '../plugin.ts';

export interface RunsOptions {
  requestRun(
    trigger: RunTrigger,
    accepted?: readonly string[],
  ): { readonly id: string; readonly isCoalesced: boolean };
  /** Queued, running and ended runs, the newest first, without secrets. */
  runs(): readonly RunView[];
  /** The secret for Port's signatures; undefined closes `/resync` to Port. */
  readonly portClientSecret: string | undefined;
}

const RUNS_LISTED = 20;

const Progress = z
  .object({
    phase: z.enum(RUN_PHASES),
    accountsOpened: z.number(),
    accountsPlanned: z
      .number()
      .describe('the number known so far: it grows while accounts are listed'),
    scopesDone: z.number(),
    scopesPlanned: z.number().describe('an estimate while accounts are being opened'),
    resources: z.number(),
    calls: z.number().describe('requests to AWS, including retries'),
    percentage: z
      .number()
      .optional()
      .describe('of the planned scopes; missing while accounts are listed'),
    secondsLeft: z.number().optional().describe('estimated; missing at the start of a run'),
    kinds: z
      .array(
        z.object({
          kind: z.string(),
          scopesDone: z.number(),
          scopesPlanned: z
            .number()
            .describe('the number known so far: it grows while accounts are opened'),
          resources: z.number(),
        }),
      )
      .optional()
      .describe('only in the answer for one run'),
  })
  .meta({ id: 'RunProgress' });

const Run = z
  .object({
    id: z.string(),
    state: z.enum(['queued', 'running', 'ended']),
    triggers: z.array(z.string()),
    requestedAt: z.string(),
    startedAt: z.string().optional().describe('missing while the run is queued'),
    finishedAt: z.string().optional(),
    status: z.string().describe('queued, running, complete, incomplete, cancelled or failed'),
    progress: Progress.optional().describe('only while the run is running'),
    result: z.unknown().optional(),
  })
  .meta({ id: 'Run' });
const Accepted = z.object({ id: z.string(), isCoalesced: z.boolean() }).meta({ id: 'AcceptedRun' });
const security = [{ token: [] }];
const NO_SUCH_RUN = {
  error: 'unknown run: only the last 50 runs are kept, until the host restarts',
};

/** Requests and shows runs: for callers with a token, and for Port. */
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
        summary: 'Request a resync: with a token, or from Port with its signature',
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
        summary: 'Queued, running and the last ended runs, newest first',
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
          'Confirm that the accounts and regions missing from this run are no longer read, and request a resync that deletes their entities',
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
        summary: 'One run: its progress while it is running, its report when it has ended',
        security,
        params: z.object({ id: z.string() }),
        response: { 200: Run, 401: Problem, 404: Problem },
      },
    },
    async (request, reply) => {
      if (!hasToken(request)) return reply.code(401).send(UNAUTHORIZED);
      const run = runs().find(({ id }) => id === request.params.id);
      if (run === undefined) return reply.code(404).send(NO_SUCH_RUN);
      const { progress, kinds = [], result } = run;
      return reply.send({
        ...summaryOf(run),
        ...(progress !== undefined && { progress: { ...progress, kinds: [...kinds] } }),
        result,
      });
    },
  );
}

/** A run without its report and kinds. */
function summaryOf(run: RunView): z.output<typeof Run> {
  const { id, state, triggers, requestedAt, startedAt, finishedAt, progress, result } = run;
  return {
    id,
    state,
    triggers: [...triggers],
    requestedAt,
    ...(startedAt !== undefined && { startedAt }),
    ...(finishedAt !== undefined && { finishedAt }),
    status: result?.status ?? state,
    ...(progress !== undefined && { progress }),
  };
}

/** The accounts whose removal must be confirmed before the run's entities are deleted; undefined for none. */
function removalsOf({ result }: RunView): readonly string[] | undefined {
  const { missing, withheld } = result?.port ?? {};
  const accounts = [
    ...(missing?.accounts ?? []),
    ...(missing?.regions ?? []).map((place) => place.split(' ', 1)[0] ?? ''),
  ];
  const isWaiting = withheld?.some(({ reason }) => reason === 'estate-shrank') === true;
  return accounts.length > 0 || isWaiting ? accounts : undefined;
}
