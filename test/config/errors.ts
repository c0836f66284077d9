import { ConfigurationError } from '../../src/lib/errors.ts';

/** The configuration error that `act` ends with; anything else fails the test. */
export async function configurationError(act: () => unknown): Promise<ConfigurationError> {
  try {
    await act();
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error('expected a ConfigurationError, but nothing was thrown');
}
