// Generated from the simulated kinds by `npm run generate`. Do not edit.

/** The kinds of which an estate has resources. */
export const SIMULATED_KIND_NAMES = [
  'AWS::CodeBuild::BuildRun',
  'AWS::CodeBuild::Project',
  'AWS::EC2::Volume',
  'AWS::ECS::Cluster',
  'AWS::ECS::Service',
  'AWS::ECS::TaskDefinition',
  'AWS::ElastiCache::Cluster',
  'AWS::MSK::Cluster',
  'AWS::MSK::ServerlessCluster',
  'AWS::MemoryDB::User',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBInstance',
  'AWS::SQS::Queue',
] as const;
