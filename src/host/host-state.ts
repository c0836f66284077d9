import { checkOf, type HealthCheck } from './health-check.ts';
import type { Host } from './host.ts';

/** The state of the host's start: it listens and reports its state before all of its parts exist. */
export class HostState {
  #problem: string | undefined = 'starting';
  #host: Pick<Host, 'health' | 'nextResync'> | undefined;

  /** The start will be retried. */
  waiting(problem: string): void {
    this.#problem = `waiting for Port: ${problem}`;
  }

  /** The start has succeeded. */
  started(host: Pick<Host, 'health' | 'nextResync'>): void {
    this.#host = host;
    this.#problem = undefined;
  }

  get startCheck(): HealthCheck {
    return checkOf('start', this.#problem);
  }

  /** The host's own status; undefined before it has started. */
  get hostChecks(): readonly HealthCheck[] {
    return this.#host?.health ?? [];
  }

  /** When the next scheduled resync is due; null when none is. */
  get nextResync(): string | null {
    return this.#host?.nextResync ?? null;
  }
}
