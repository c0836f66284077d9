/** One condition of a healthy host. */
export interface HealthCheck {
  readonly name: string;
  readonly healthy: boolean;
  /** What is wrong, and what to do. */
  readonly detail?: string;
}

/** @param problem what is wrong; undefined for nothing */
export function checkOf(name: string, problem: string | undefined): HealthCheck {
  return {
    name,
    healthy: problem === undefined,
    ...(problem !== undefined && { detail: problem }),
  };
}
