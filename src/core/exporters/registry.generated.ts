// Generated from the kind definitions by `npm run generate`. Do not edit.
import type { Kind } from './kind.ts';
import type { ObjectKind } from './object-kind.ts';

export const KIND_LOADERS = {
  'AWS::Account::Info': async () => (await import('./account/info.ts')).AccountInfo,
  'AWS::EC2::Instance': async () => (await import('./ec2/instance.ts')).Ec2Instance,
  'AWS::ECS::Cluster': async () => (await import('./ecs/cluster.ts')).EcsCluster,
  'AWS::Organizations::Account': async () =>
    (await import('./organizations/account.ts')).OrganizationsAccount,
  'AWS::S3::Bucket': async () => (await import('./s3/bucket.ts')).S3Bucket,
  'AWS::SQS::Queue': async () => (await import('./sqs/queue.ts')).SqsQueue,
} satisfies Record<ObjectKind, () => Promise<Kind>>;

export type KnownKind = keyof typeof KIND_LOADERS;
