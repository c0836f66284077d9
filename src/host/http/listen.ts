import { aborted } from '../../lib/aborted.ts';
import type { HttpApp } from './plugin.ts';

/** Listens on an address until the signal is aborted, then finishes requests in progress. */
export async function listen(
  app: HttpApp,
  host: string,
  port: number,
  signal: AbortSignal,
): Promise<{ readonly address: string; readonly closed: Promise<void> }> {
  const address = await app.listen({ host, port });
  const closed = aborted(signal).then(() => app.close());
  return { address, closed };
}
