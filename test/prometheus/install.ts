import { findPrometheus, PrometheusUnavailableError } from './programs.ts';

try {
  await findPrometheus((text) => process.stdout.write(text));
} catch (error) {
  if (!(error instanceof PrometheusUnavailableError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
