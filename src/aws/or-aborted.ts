/** Waits for work that others share, but no longer than the signal lets this one wait. */
export async function orAborted<Result>(
  shared: Promise<Result>,
  signal: AbortSignal,
): Promise<Result> {
  let leave: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    leave = () => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([aborted, shared]);
  } finally {
    if (leave !== undefined) signal.removeEventListener('abort', leave);
  }
}
