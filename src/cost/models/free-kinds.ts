/** A kind that AWS does not charge for by itself. */
export interface FreeKind {
  /** What is charged instead, for a person. */
  readonly because: string;
  /** AWS's page that says so. */
  readonly page: string;
}

const VPC = 'https://aws.amazon.com/vpc/pricing/';
const CODEDEPLOY = 'https://aws.amazon.com/codedeploy/pricing/';
const SES = 'https://aws.amazon.com/ses/pricing/';

/** By kind. A kind that is neither here nor has a cost model may cost something. */
export const FREE_KINDS: Readonly<Record<string, FreeKind>> = {
  'AWS::Account::Info': {
    because: 'an account has no price',
    page: 'https://aws.amazon.com/organizations/faqs/',
  },
  'AWS::AutoScaling::AutoScalingGroup': {
    because: 'its instances are charged',
    page: 'https://aws.amazon.com/ec2/autoscaling/pricing/',
  },
  'AWS::CodeBuild::Project': {
    because: 'its builds are charged',
    page: 'https://aws.amazon.com/codebuild/pricing/',
  },
  'AWS::CodeDeploy::Application': {
    because: 'updates of servers outside AWS are charged',
    page: CODEDEPLOY,
  },
  'AWS::CodeDeploy::DeploymentGroup': {
    because: 'updates of servers outside AWS are charged',
    page: CODEDEPLOY,
  },
  'AWS::CodeDeploy::Deployment': {
    because: 'updates of servers outside AWS are charged, for each target',
    page: CODEDEPLOY,
  },
  'AWS::CodePipeline::Stage': {
    because: 'the pipeline, or the minutes of its actions, are charged',
    page: 'https://aws.amazon.com/codepipeline/pricing/',
  },
  'AWS::EC2::SecurityGroup': { because: 'a VPC and its parts are free', page: VPC },
  'AWS::EC2::Subnet': { because: 'a VPC and its parts are free', page: VPC },
  'AWS::EC2::VPC': { because: 'its gateways, endpoints and addresses are charged', page: VPC },
  'AWS::ECS::Cluster': {
    because: 'its instances and the tasks of its services are charged',
    page: 'https://aws.amazon.com/ecs/pricing/',
  },
  'AWS::ECS::TaskDefinition': {
    because: 'running tasks are charged',
    page: 'https://aws.amazon.com/ecs/pricing/',
  },
  'AWS::ElasticLoadBalancingV2::TargetGroup': {
    because: 'its load balancers are charged',
    page: 'https://aws.amazon.com/elasticloadbalancing/pricing/',
  },
  'AWS::IAM::Role': {
    because: 'IAM is free',
    page: 'https://aws.amazon.com/iam/faqs/',
  },
  'AWS::MemoryDB::User': {
    because: 'the nodes of a cluster are charged',
    page: 'https://aws.amazon.com/memorydb/pricing/',
  },
  'AWS::Organizations::Account': {
    because: 'AWS Organizations is free',
    page: 'https://aws.amazon.com/organizations/faqs/',
  },
  'AWS::SES::ConfigurationSet': { because: 'sent e-mails are charged', page: SES },
  'AWS::SES::EmailIdentity': { because: 'sent e-mails are charged', page: SES },
};
