import type { Clock } from './clock.ts';

/** Resolves when the signal is aborted; immediately when it already is. */
export async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener(
      'abort',
      () => {
        resolve();
      },
      { once: true },
    );
  });
}

/** Waits; true when it was aborted meanwhile. */
export async function isAbortedWithin(
  milliseconds: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await clock.sleep(milliseconds, signal);
    return signal.aborted;
  } catch {
    return true;
  }
}

/**
 * The items of a source, until the signal is aborted: then its reason is thrown, even while the source hangs.
 */
export async function* abortableItems<Item>(
  source: AsyncIterable<Item>,
  signal: AbortSignal,
): AsyncGenerator<Item, void, void> {
  const iterator = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await abortable(Promise.resolve(iterator.next()), signal);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    const returned = Promise.resolve(iterator.return?.());
    await abortable(returned, signal).catch(() => undefined); // the first failure is the one to report
  }
}

/** The result of work that continues, or the signal's reason as soon as it is aborted. */
export async function abortable<Result>(
  work: Promise<Result>,
  signal: AbortSignal,
): Promise<Result> {
  let onAbort: (() => void) | undefined;
  const reason = new Promise<never>((_, reject) => {
    onAbort = () => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([reason, work]);
  } finally {
    if (onAbort !== undefined) signal.removeEventListener('abort', onAbort);
  }
}
