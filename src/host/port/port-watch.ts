import type { ObservedCall } from '../../port/port-client.ts';
import { checkOf, type HealthCheck } from '../health-check.ts';

/** Whether Port answers, by the last call: what the host needs Port for has to wait otherwise. */
export class PortWatch {
  #problem: string | undefined = 'not asked yet';

  /** Takes a call that has ended. */
  call({ status }: Pick<ObservedCall, 'status'>): void {
    const isUp = status > 0 && status < 500 && status !== 401;
    this.#problem = isUp ? undefined : `Port answers with ${status === 0 ? 'nothing' : status}`;
  }

  get health(): HealthCheck {
    return checkOf('port', this.#problem);
  }
}
