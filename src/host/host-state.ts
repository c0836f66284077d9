import { checkOf, type HealthCheck } from './health-check.ts';
import type { Host } from './host.ts';

/** How far the host has come: it listens, and says so, before it has everything that it works with. */
export class HostState {
  #problem: string | undefined = 'starting';
  #host: Pick<Host, 'health' | 'nextResync'> | undefined;

  /** The start is tried again later. */
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

  /** What the host itself says; nothing before it has started. */
  get hostChecks(): readonly HealthCheck[] {
    return this.#host?.health ?? [];
  }

  /** When the next scheduled resync is due; null when none is. */
  get nextResync(): string | null {
    return this.#host?.nextResync ?? null;
  }
}
