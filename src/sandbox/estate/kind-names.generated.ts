// Generated from the simulated kinds by `npm run generate`. Do not edit.

/** The kinds of which an estate has resources. */
export const SIMULATED_KIND_NAMES = [
  'AWS::CodeDeploy::Application',
  'AWS::CodeDeploy::Deployment',
  'AWS::CodeDeploy::DeploymentGroup',
  'AWS::CodeDeploy::DeploymentTarget',
  'AWS::CodePipeline::ActionExecution',
  'AWS::CodePipeline::Pipeline',
  'AWS::CodePipeline::PipelineExecution',
  'AWS::EC2::Volume',
  'AWS::ECS::Cluster',
  'AWS::ECS::Service',
  'AWS::SQS::Queue',
] as const;
