import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { installMoto } from './install.ts';
import { MotoUnavailableError } from './python.ts';

const SERVE = fileURLToPath(new URL('serve.py', import.meta.url));
const READY = /Running on (http:\/\/127\.0\.0\.1:\d+)/;
/** Python reads moto and its services from a cold disk. */
const START_MS = 60_000;
/** Between the request to stop and the kill. */
const STOP_MS = 5_000;

/** A separate moto, on a free loopback port. */
export interface MotoServer extends AsyncDisposable {
  readonly endpoint: string;
}

/**
 * @param options - flags of serve.py
 * @throws {MotoUnavailableError} when it does not start.
 */
export async function startMoto(...options: readonly '--uncorrected'[]): Promise<MotoServer> {
  const python = await installMoto();
  const { PATH = '' } = process.env;
  const child = spawn(python, ['-u', SERVE, ...options], {
    env: { PATH, PYTHONDONTWRITEBYTECODE: '1' },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const closed = new Promise<void>((resolve) =>
    child.once('close', () => {
      resolve();
    }),
  );
  let said = '';
  const endpoint = await new Promise<string>((resolve, reject) => {
    const fail = (why: string): void => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(new MotoUnavailableError(`moto ${why}:\n${said}`));
    };
    const timer = setTimeout(fail, START_MS, 'did not start in time');
    child.once('error', (error) => {
      fail(`could not be started: ${error.message}`);
    });
    child.once('exit', (code) => {
      fail(`ended with exit code ${code ?? 'none'}`);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4_000);
      const url = READY.exec(said)?.[1];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    });
  });
  return {
    endpoint,
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await closed;
      clearTimeout(timer);
    },
  };
}
