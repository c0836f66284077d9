import type { FastifyReply, FastifyRequest } from 'fastify';
import type { StoreReader } from '../../../app/store/store-reader.ts';
import type { ConnectionReport } from '../../../app/cost/collect/connection-report.ts';
import type { ConnectionRequest } from '../../../app/cost/collect/run-test-connection.ts';
import type { CostBudget } from '../../../config/budget-setting.ts';
import type { HttpApp } from '../plugin.ts';
import type { FindingDecisions } from './finding-decisions.ts';
import type { CollectionJobs } from './jobs/collection-jobs.ts';
import type { CollectionPlanner } from './jobs/out-of-reach.ts';
import type { ReportPages } from './report-pages.ts';
import type { CsvSender } from './send-csv.ts';

/** What the endpoints of cost work with. */
export interface CostApi extends CollectionPlanner {
  /** Answers queries, few at once. @throws {StoreError} when the store cannot be opened */
  reader(): Promise<StoreReader>;
  /** Reports of the bill. Endpoints that need another answer share it with a `SharedAnswers` of their own. */
  readonly reports: ReportPages;
  readonly csv: CsvSender;
  readonly jobs: CollectionJobs;
  readonly decisions: FindingDecisions;
  /** Those of the settings. */
  readonly budgets: readonly CostBudget[];
  /** Calls AWS. */
  testConnection(request: ConnectionRequest, signal: AbortSignal): Promise<ConnectionReport>;
}

/** Adds one endpoint. Its route is below `/api/v1/aws`, needs access, and answers errors as problems. */
export type CostEndpoint = (app: HttpApp, api: CostApi) => void;

/** For routes: callers need the token. */
export const SECURITY = [{ token: [] }];

/** A signal that is aborted when the caller has gone. */
export function callerSignal(reply: FastifyReply): AbortSignal {
  const stop = new AbortController();
  reply.raw.once('close', () => {
    stop.abort(new DOMException('the caller has gone', 'AbortError'));
  });
  return stop.signal;
}

/** Does the caller prefer CSV to JSON? */
export function wantsCsv({ headers }: FastifyRequest): boolean {
  const accepted = (headers.accept ?? '')
    .split(',')
    .map((part) => part.split(';')[0]?.trim().toLowerCase());
  const csv = accepted.indexOf('text/csv');
  const json = accepted.indexOf('application/json');
  return csv >= 0 && (json < 0 || csv < json);
}
