import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { messageOf } from '../../../../lib/errors.ts';
import type { CollectReport } from '../../../../app/cost/collect/collect-report.ts';
import type { BillRequest, CollectionWatch } from '../../../store/bill-watch.ts';
import { ApiProblem } from '../problem.ts';
import { JobFile } from './job-file.ts';
import { billRequestOf, hasEnded, type Job, type JobRequest } from './job.ts';
import { RunningJob } from './running-job.ts';

/** Ended jobs that are kept. */
const MOST_KEPT = 100;
/** Jobs that wait or run; further ones are refused. */
const MOST_OPEN = 10;
const WHOLE_PERIODS = 'a billing period is collected whole: services and regions do not narrow it';

export interface CollectionJobsOptions {
  /** The state folder. */
  readonly folder: string;
  /** Collects the bill, one collection at a time. */
  collect(
    request: BillRequest,
    watch: CollectionWatch,
    signal: AbortSignal,
  ): Promise<CollectReport>;
  /** What was paid for the bill since a time, as text. @param since milliseconds since the Unix epoch */
  spentSince(since: number): Promise<string>;
  now(): number;
  readonly logger: Pick<Logger, 'warn' | 'info'>;
}

/** Collections that callers have asked for. They are done one after the other, and their record outlives the process. */
export class CollectionJobs implements AsyncDisposable {
  readonly #options: CollectionJobsOptions;
  readonly #file: JobFile;
  /** The newest last. */
  readonly #ended: Job[];
  readonly #open = new Map<string, RunningJob>();
  readonly #stop = new AbortController();

  /** Reads the record. Jobs that were open when the last process ended are closed with the reason. */
  static async open(options: CollectionJobsOptions): Promise<CollectionJobs> {
    const file = new JobFile(options.folder);
    const known = await file.read((problem) => {
      options.logger.warn({ problem }, 'the record of collections was damaged');
    });
    const jobs: Job[] = [];
    for (const job of known) jobs.push(hasEnded(job) ? job : await interrupted(job, options));
    const opened = new CollectionJobs(options, file, jobs);
    if (known.some((job) => !hasEnded(job))) await opened.#save();
    return opened;
  }

  private constructor(options: CollectionJobsOptions, file: JobFile, ended: readonly Job[]) {
    this.#options = options;
    this.#file = file;
    this.#ended = [...ended];
  }

  /**
   * Begins a collection, or joins one that was asked for in the same words and has not ended.
   *
   * @throws {ApiProblem} when too many wait
   */
  async request(
    request: JobRequest,
  ): Promise<{ readonly job: RunningJob; readonly isJoined: boolean }> {
    const key = JSON.stringify(request);
    const same = this.#open.get(key);
    if (same !== undefined) {
      await same.recorded;
      return { job: same, isJoined: true };
    }
    if (this.#open.size >= MOST_OPEN) {
      throw new ApiProblem(
        'too-many-requests',
        `${MOST_OPEN} collections are waiting: send it again when one has ended`,
      );
    }
    if (this.#stop.signal.aborted) throw new ApiProblem('unavailable', 'the host stops');
    const { now } = this.#options;
    const isNarrowed = request.services !== undefined || request.regions !== undefined;
    const job = new RunningJob(randomUUID(), request, now, isNarrowed ? [WHOLE_PERIODS] : []);
    this.#open.set(key, job);
    job.recorded = this.#save();
    try {
      await job.recorded; // a job that was accepted survives a restart
    } catch (error) {
      this.#open.delete(key);
      throw error;
    }
    job.ended = this.#run(key, job);
    return { job, isJoined: false };
  }

  /** Do others have to end before it? */
  isWaiting(job: RunningJob): boolean {
    const [first] = this.#open.values();
    return first !== job && this.#open.size > 0 && job.state.status === 'queued';
  }

  /** @returns undefined for an unknown job: only the last 100 that have ended are kept */
  find(id: string): Job | undefined {
    for (const { state } of this.#open.values()) if (state.job_id === id) return state;
    return this.#ended.find(({ job_id }) => job_id === id);
  }

  /** Stops what is under way, and records it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort(new DOMException('the host stops', 'AbortError'));
    await Promise.all([...this.#open.values()].map(({ ended }) => ended)); // at most MOST_OPEN
  }

  async #run(key: string, job: RunningJob): Promise<void> {
    const { collect, logger } = this.#options;
    const { signal } = this.#stop;
    try {
      const request = billRequestOf(job.state.request);
      const watch = job.watch(() => {
        void this.#save().catch(() => undefined); // it will be tried again at its end
      });
      job.finish(await collect(request, watch, signal));
    } catch (error) {
      job.fail(error, signal.aborted);
    }
    const { job_id: id, status, errors } = job.state;
    const problem = errors[0]?.detail;
    if (status === 'complete') logger.info({ job: id }, 'bill collected for a caller');
    else logger.warn({ job: id, status, problem }, 'bill not collected whole for a caller');
    this.#open.delete(key);
    this.#ended.push(job.state);
    this.#ended.splice(0, this.#ended.length - MOST_KEPT);
    await this.#save().catch((error: unknown) => {
      logger.warn(
        { job: id, problem: messageOf(error) },
        'the end of a collection is not recorded',
      );
    });
  }

  #save(): Promise<void> {
    return this.#file.write([
      ...this.#ended,
      ...[...this.#open.values()].map(({ state }) => state),
    ]);
  }
}

/** A job that was open when its process ended. Periods are replaced whole: those that were not read are as before. */
async function interrupted(job: Job, { spentSince, now }: CollectionJobsOptions): Promise<Job> {
  const { started_at: startedAt, status } = job;
  const spent =
    startedAt === null
      ? job.api_spend_usd
      : await spentSince(Date.parse(startedAt)).catch(() => job.api_spend_usd);
  const detail =
    status === 'running'
      ? 'the host ended while it ran: what it had stored is kept, and the other periods are as before'
      : 'the host ended before it began';
  return {
    ...job,
    status: status === 'running' ? 'incomplete' : 'failed',
    progress: { ...job.progress, step: null },
    finished_at: new Date(now()).toISOString(),
    api_spend_usd: spent,
    errors: [...job.errors, { detail, remedy: 'send the request again' }],
  };
}
