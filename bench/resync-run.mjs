// Runs a resync as the command does, and prints the resources that the process used.
import { performance } from 'node:perf_hooks';

process.argv = [process.argv[0], 'longshore', 'resync', ...process.argv.slice(2)];
process.once('beforeExit', () => {
  const { user, system } = process.cpuUsage();
  const { maxRSS } = process.resourceUsage();
  const isRead = process.exitCode === 0 || process.exitCode === 3;
  const usage = {
    cpuMs: (user + system) / 1_000,
    wallMs: performance.now(),
    peakMb: maxRSS / 1_024,
    exitCode: process.exitCode ?? 0,
  };
  process.exitCode = isRead ? 0 : process.exitCode;
  process.stdout.write(`${JSON.stringify(usage)}\n`);
});
await import('../dist/cli/main.js');
