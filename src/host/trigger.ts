/** How Port requests a resync. */
export type Trigger =
  | { readonly type: 'polling'; readonly intervalMs: number }
  /** Through `/resync`. */
  | { readonly type: 'webhook' }
  | {
      readonly type: 'kafka';
      /** Listens until the signal is aborted, and reports requests, problems and its end. */
      listen(
        listener: {
          onRequest(): void;
          onConnected(): void;
          onProblem(problem: string): void;
        },
        signal: AbortSignal,
      ): Promise<void>;
    }
  /** One resync, then the host ends. */
  | { readonly type: 'once' };
