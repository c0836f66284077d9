import { expect, test } from '@jest/globals';
import { longshore } from '../helpers/command.ts';

const EC2 = '-aws.services=EC2';

test('-list-services prints the services and ends', async () => {
  const { exitCode, stdout } = await longshore(['exporter', '-list-services']);

  expect(exitCode).toBe(0);
  expect(stdout.split('\n').map((line) => line.split(' ')[0])).toEqual(
    ['BEDROCK', 'EC2', 'ELB', 'MSK', 'NATGATEWAY', 'RDS', 'S3', 'VPC', ''], // prettier-ignore
  );
});

test.each([
  [['exporter', '--help']],
  [['exporter', '-help']],
  [['-aws.services=EC2', '-h']],
  [['help', 'exporter']],
])('%j explains the flags, at most 80 columns wide', async (args) => {
  const { exitCode, stdout } = await longshore(args);

  expect(exitCode).toBe(0);
  expect(stdout).toContain('-aws.exclude-regions <regions>');
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test.each([
  [['-aws.servces=EC2'], '-aws.servces: unknown flag; did you mean -aws.services?'],
  [['-aws.services=EC3'], '-aws.services: there is no service EC3; did you mean EC2?'],
  [['-provider', 'gcp'], '-provider gcp: Longshore reads AWS only'],
  [['-gcp.services=GKE'], '-gcp.services is a flag for Google Cloud: Longshore reads AWS only'],
  [['--azure.subscription-id=1'], '-azure.subscription-id is a flag for Azure'],
  [['-provider=aws'], 'no service is named'],
  [[EC2, '-scrape-interval=1'], '-scrape-interval: "1" is not a duration'],
  [[EC2, '-log.level=loud'], '-log.level: "loud" is not known'],
  [[EC2, '-log.type=xml'], '-log.type: "xml" is not known'],
  [[EC2, '-log.output=file'], '-log.output: "file" is not known'],
  [[EC2, '-server.address=8080'], '-server.address: "8080" is not an address'],
  [[EC2, '-server.path=/health/live'], '-server.path: "/health/live" cannot be the path'],
  [[EC2, '-aws.exclude-regions=eu-wst-1'], '-aws.exclude-regions: '],
  [[EC2, '-aws.bedrock.families=('], '-aws.bedrock.families: "(" is not a regular expression'],
  [[EC2, '-aws.ec2.capacity-blocks=maybe'], '-aws.ec2.capacity-blocks: "maybe" is neither'],
  [[EC2, 'RDS'], '"RDS" is not a flag'],
])('%j is refused as usage: %s', async (args, message) => {
  const withCommand = await longshore(['exporter', ...args]);
  const withoutCommand = await longshore(args);

  expect(withCommand.exitCode).toBe(2);
  expect(withCommand.stderr).toContain(message);
  expect(withCommand.stderr).toContain('fix: ');
  expect(withoutCommand).toEqual(withCommand);
});

test('flags of other commands stay theirs', async () => {
  const version = await longshore(['--version']);
  const unknown = await longshore(['--nonsense']);

  expect(version.exitCode).toBe(0);
  expect(unknown.stderr).toContain("unknown option '--nonsense'");
});

test('-list-services refuses what the exporter would refuse', async () => {
  const { exitCode, stderr } = await longshore([
    ...['exporter', '-list-services', '-server-timeout=soon'],
  ]);

  expect(exitCode).toBe(2);
  expect(stderr).toContain('-server-timeout');
});
