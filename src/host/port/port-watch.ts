import type { ObservedCall } from '../../port/port-client.ts';
import { checkOf, type HealthCheck } from '../health-check.ts';

/** Whether Port answered the last call. While it does not, work that needs Port waits. */
export class PortWatch {
  #problem: string | undefined = 'not asked yet';

  /** Records a finished call. */
  call({ status }: Pick<ObservedCall, 'status'>): void {
    const isUp = status > 0 && status < 500 && status !== 401;
    this.#problem = isUp ? undefined : `Port answers with ${status === 0 ? 'nothing' : status}`;
  }

  get health(): HealthCheck {
    return checkOf('port', this.#problem);
  }
}
