import type { Clock } from './clock.ts';

/** Resolves when the signal is aborted; at once when it is already. */
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
