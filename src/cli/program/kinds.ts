import type { Command } from 'commander';
import type { Running } from './running.ts';

export function addGet(program: Command, { terminal, ended }: Running): void {
  program
    .command('get')
    .argument('<kind>', 'AWS::SQS::Queue')
    .argument('<identifier...>', 'its ARN or identifiers: see `longshore kinds <kind>`')
    .description('read one resource, wherever it is')
    .option('--account <id>', 'search this account only (default: as the ARN says, or all)')
    .option('--region <region>', 'search this region only (default: as the ARN says, or all)')
    .option('--include <actions>', 'optional actions to run, comma-separated')
    .option('--settings <file>', "settings, in the format of Ocean's config.yaml")
    .option('--trace', 'print each AWS call with its time and outcome')
    .addHelpText(
      'after',
      `
Examples:
  longshore get AWS::S3::Bucket my-bucket --include GetBucketEncryptionAction
  longshore get AWS::SQS::Queue arn:aws:sqs:eu-west-1:111122223333:orders
  longshore get AWS::EC2::Instance i-0123456789abcdef0 --account 111122223333 --region eu-west-1 --trace`,
    )
    .action(async (kind: string, identifiers: string[], flags: object) => {
      const { runGet } = await import('../commands/get.ts');
      ended(await runGet(kind, identifiers, flags, terminal));
    });
}

export function addKinds(program: Command, { terminal, ended }: Running): void {
  program
    .command('kinds')
    .argument('[pattern]', "a kind, a part of its name, or a glob: 'AWS::EC2::*'")
    .description('list the kinds, or one with its actions, identifiers and IAM permissions')
    .option('--json', 'print all details of the kinds as JSON')
    .addHelpText(
      'after',
      `
Examples:
  longshore kinds
  longshore kinds ec2
  longshore kinds 'AWS::*::Cluster' --json
  longshore kinds AWS::S3::Bucket`,
    )
    .action(async (pattern: string | undefined, flags: object) => {
      const { runKinds } = await import('../commands/kinds.ts');
      ended(await runKinds(pattern, flags, terminal));
    });
}

export function addIamPolicy(program: Command, { terminal, ended }: Running): void {
  program
    .command('iam-policy')
    .description('print the minimal IAM policy for a full resync, or for the exporter')
    .option('--config <file>', 'only the kinds and optional actions of this mapping')
    .option('--kinds <kinds>', 'only these kinds, comma-separated')
    .option('--exporter <services>', 'for longshore exporter with these services: EC2,S3, or all')
    .option('--capacity-blocks', 'with --exporter: also for -aws.ec2.capacity-blocks')
    .option('--settings <file>', "settings in the form of Ocean's config.yaml")
    .addHelpText(
      'after',
      `
Examples:
  longshore iam-policy > policy.json
  longshore iam-policy --config mapping.yml
  longshore iam-policy --kinds AWS::SQS::Queue,AWS::Kinesis::Stream
  longshore iam-policy --exporter EC2,RDS

AWS is called only for types that are read through Cloud Control: their schema
in the CloudFormation registry names the permissions.

Exit codes: 0 complete, 1 error, 2 usage or configuration, 3 incomplete (AWS did
not return the permissions of a type).`,
    )
    .action(async (flags: object) => {
      const { runIamPolicy } = await import('../commands/iam-policy.ts');
      ended(await runIamPolicy(flags, terminal));
    });
}
