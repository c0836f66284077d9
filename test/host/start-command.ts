import { startLongshore, startProcess } from '../helpers/command.ts';
import { ServedHost } from './served-host.ts';

type Environment = Readonly<Record<string, string>>;

/**
 * Starts `longshore` in this process: `['serve', '--state', folder]`.
 *
 * @throws {Error} while another command runs: there is one environment
 */
export function startHere(env: Environment, args: readonly string[]): ServedHost {
  const controller = new AbortController();
  const stop = (): void => {
    controller.abort(new DOMException('stopped', 'AbortError'));
  };
  const { said, ended } = startLongshore(args, { env, signal: controller.signal });
  return new ServedHost({ said, ended, stop, kill: stop });
}

/** Starts `longshore` in a process of its own: for what only a process shows. It costs a second of CPU. */
export function spawnCommand(env: Environment, args: readonly string[]): ServedHost {
  const { said, ended, kill } = startProcess(args, { env });
  const stop = (): void => {
    kill('SIGTERM');
  };
  return new ServedHost({
    said,
    ended,
    stop,
    kill: () => {
      kill('SIGKILL');
    },
  });
}
