import { linesOf } from '../../src/lib/lines.ts';
import { EventQueue } from '../../src/host/live-events/event-queue.ts';

/** Adds the change named on each line of stdin to the queue, and prints the outcome. */
const [, , directory = ''] = process.argv;
const queue = await EventQueue.open(directory, () => Date.now());
process.stdout.write('open\n');
for await (const name of linesOf(process.stdin)) {
  const place = { kind: 'AWS::SQS::Queue', accountId: '210000000000', region: 'us-east-1' };
  const change = { ...place, identifiers: [name], isDeletion: false, attempts: 0 };
  const outcome = await queue.add([change]).then(
    () => 'kept',
    () => 'refused',
  );
  process.stdout.write(
    `${outcome} ${queue.size} ${queue.problem === undefined ? 'well' : 'ill'}\n`,
  );
}
await queue[Symbol.asyncDispose]();
