// Prints help as the command does, or loads clients, and prints the duration of the process.
import { performance } from 'node:perf_hooks';

const [way, ...packages] = process.argv.slice(2);
process.once('exit', () => {
  const { user, system } = process.cpuUsage();
  const { maxRSS } = process.resourceUsage();
  const usage = {
    cpuMs: (user + system) / 1_000,
    wallMs: performance.now(),
    peakMb: maxRSS / 1_024,
  };
  process.stdout.write(`\n${JSON.stringify(usage)}\n`);
});
if (way === 'help') {
  process.argv = [process.argv[0], 'longshore', '--help'];
  await import('../dist/cli/main.js');
} else {
  for (const name of packages) await import(name);
}
