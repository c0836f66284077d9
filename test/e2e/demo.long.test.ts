import { expect, test } from '@jest/globals';
import { longshore } from '../helpers/command.ts';

test('demo shows resources, a denied region and a throttled account', async () => {
  const { exitCode, stdout } = await longshore(['demo', '--cost']);

  expect(exitCode).toBe(0);
  // What a relation leads to may be made before it is written: then that is an update.
  const [, created, updated] = /Port: (\d+) created, (\d+) updated, 0 unchanged/.exec(stdout) ?? [];
  expect(Number(created) + Number(updated)).toBe(666);
  expect(stdout).toMatch(/Port: 0 created, 0 updated, 666 unchanged, 0 deleted/);
  expect(stdout).toMatch(/Port: 0 created, 0 updated, 522 unchanged, 12 deleted, 132 withheld/);
  expect(stdout).toMatch(/AWS::EC2::Instance: denied in 1 scope/);
  expect(stdout).toMatch(/AWS::SQS::Queue: throttled in \d+ scopes/);
  expect(stdout).toMatch(/^kind +resources\nAWS::EC2::Instance +110$/m);
  expect(stdout).toMatch(/^account +region +name\n210000000000 +eu-west-1 +orders-0$/m);
  expect(stdout).toMatch(/^account +name +encryption\n210000000003 .* unknown$/m);
  // Its prices come from the file that is packaged, and from simulated calls: AWS has none of them.
  expect(stdout).toMatch(
    /The prices are simulated\. They come from the\s+file demo.prices\.ndjson\.gz/,
  );
  expect(stdout).toMatch(/1 paid call: at\s+AWS, 0\.01 USD/);
  expect(stdout).toMatch(/^Total USD .* USD/m);
  // The function that ran away is found, and named; the demo fails if it is not.
  expect(stdout).toMatch(/^ *\+\d+\.\d\d USD +AWS Lambda, 210000000001, eu-west-1 /m);
  expect(stdout).toMatch(/names the same function and days as the\s+cause of the greatest anomaly/);
  // Its waste has evidence and savings, and the costs are those of the ledger; the demo fails if they are not.
  expect(stdout).toMatch(
    /^\d+ findings would save [\d,]+\.\d\d USD a month; no saving counts twice/m,
  );
  expect(stdout).toMatch(/^ *[\d,]+\.\d\d USD +\d+ +Idle EC2 instance$/m);
  expect(stdout).toMatch(
    /equal the ledger of the simulated\s+organization to the cent, and no resource saves more than it costs/,
  );
  expect(stdout).not.toMatch(/paid-source|no-price-book|price-list-api|bulk-file|cost-explorer/);
}, 420_000);
