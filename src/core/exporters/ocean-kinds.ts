/** The kinds of Ocean's `aws-v3`. Mappings have the same results in both; all other kinds are additions. */
const OCEAN_KINDS: ReadonlySet<string> = new Set([
  'AWS::Account::Info',
  'AWS::CodeBuild::BuildRun',
  'AWS::CodeBuild::Project',
  'AWS::CodeDeploy::Application',
  'AWS::CodeDeploy::Deployment',
  'AWS::CodeDeploy::DeploymentGroup',
  'AWS::CodeDeploy::DeploymentTarget',
  'AWS::CodePipeline::Action',
  'AWS::CodePipeline::ActionExecution',
  'AWS::CodePipeline::Pipeline',
  'AWS::CodePipeline::PipelineExecution',
  'AWS::CodePipeline::Stage',
  'AWS::DynamoDB::Table',
  'AWS::EC2::Instance',
  'AWS::EC2::Volume',
  'AWS::ECR::Repository',
  'AWS::ECS::Cluster',
  'AWS::ECS::Service',
  'AWS::ECS::TaskDefinition',
  'AWS::EKS::Cluster',
  'AWS::ElastiCache::Cluster',
  'AWS::Lambda::Function',
  'AWS::MSK::Cluster',
  'AWS::MSK::ServerlessCluster',
  'AWS::MemoryDB::User',
  'AWS::Organizations::Account',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBInstance',
  'AWS::S3::Bucket',
  'AWS::SES::ConfigurationSet',
  'AWS::SES::EmailIdentity',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
]);

/** Is it a kind that Ocean does not have? */
export function isAddition(kind: string): boolean {
  return !OCEAN_KINDS.has(kind);
}
