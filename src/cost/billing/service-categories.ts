/**
 * FOCUS's category and subcategory of each service, by the product code that bills have. Sources: the FOCUS
 * converters of the FinOps Foundation, and the subcategories of FOCUS 1.2. Where FOCUS names no fitting subcategory, it
 * is `Other (…)`.
 *
 * @see https://github.com/finopsfoundation/focus_converters
 */
const SERVICES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  Analytics: {
    'Other (Analytics)': [
      'AWSCleanRooms',
      'AWSDataExchange',
      'AWSGlueElasticViews',
      'AWSLakeFormation',
      'AmazonFinSpace',
    ],
    'Data Processing': ['AWSGlue', 'ElasticMapReduce', 'datapipeline'],
    'Analytics Platforms': ['AmazonAthena'],
    Search: ['AmazonCloudSearch', 'AmazonES'],
    'Streaming Analytics': [
      'AmazonKinesisAnalytics',
      'AmazonKinesisFirehose',
      'AmazonKinesis',
      'AmazonMSK',
    ],
    'Business Intelligence': ['AmazonQuickSight'],
  },
  Networking: {
    'Other (Networking)': [
      'AWSCloudMap',
      'AWSGlobalAccelerator',
      'AWSPrivate5G',
      'AmazonApiGateway',
      'AWS App Mesh',
      'AWS Verified Access',
    ],
    'Network Infrastructure': ['AWSCloudWAN', 'AmazonVPC', 'AWS Transit Gateway'],
    'Network Connectivity': ['AWSDataTransfer', 'AWSDirectConnect', 'AWS PrivateLink', 'AWS VPN'],
    'Network Routing': ['AWSELB', 'AmazonRoute53'],
    'Network Security': ['AWSNetworkFirewall'],
    'Content Delivery': ['AmazonCloudFront'],
  },
  Integration: {
    Messaging: ['AWSQueueService', 'AmazonMQ', 'AmazonSNS', 'Amazon EventBridge', 'AWSEvents'],
    'Workflow Orchestration': ['AmazonMWAA', 'AmazonStates'],
    'Other (Integration)': ['AppFlow', 'AWSAppFabric'],
  },
  Other: {
    'Other (Other)': [
      'AmazonManagedBlockchain',
      'AmazonQLDB',
      'AmazonBraket',
      'AWSRoboMaker',
      'AWSGroundStation',
    ],
  },
  'Business Applications': {
    'Other (Business Applications)': [
      'A4B',
      'AWSSupplyChain',
      'AWSWickr',
      'AWSWisdom',
      'AmazonChimeBusinessCalling',
      'AmazonChimeCallMeAMCS',
      'AmazonChimeCallMe',
      'AmazonChimeDialInAMCS',
      'AmazonChimeDialin',
      'AmazonChimeFeatures',
      'AmazonChimeServices',
      'AmazonChimeVoiceConnector',
      'AmazonChime',
      'AmazonHoneycode',
      'AmazonPinpoint',
      'AmazonSES',
      'AmazonSWF',
      'AmazonWAM',
      'AmazonWorkDocs',
      'AmazonWorkLink',
      'AmazonWorkMail',
      'AmazonWorkSpacesWeb',
      'Compute',
      'ContactLensAmazonConnect',
      'CustomerProfiles',
    ],
  },
  Compute: {
    'Other (Compute)': [
      'ComputeSavingsPlans',
      'MachineLearningSavingsPlans',
      'AWSOutposts',
      'SimSpaceWeaver',
      'VMwareCloudOnAWS',
      'AWS Compute Optimizer',
      'AWS Serverless Application Repository',
      'AWS Local Zones',
      'AWS Elastic Beanstalk',
      'AWS Batch',
      'AWS Auto Scaling',
      'AWS Wavelength',
      'AWS App2Container',
      'AWS Copilot',
    ],
    'Serverless Compute': ['AWSAppRunner', 'AWSLambda', 'AWS Fargate'],
    'Virtual Machines': [
      'AmazonEC2',
      'AmazonLightsail',
      'AWS EC2 Auto Scaling',
      'Amazon EC2 Spot Instances',
    ],
    Containers: [
      'AmazonECRPublic',
      'AmazonECR',
      'AmazonECS',
      'AmazonEKS',
      'Red Hat OpenShift Service on AWS',
    ],
    'End User Computing': ['AmazonAppStream', 'AmazonWorkSpaces'],
  },
  'Management and Governance': {
    'Cost Management': [
      'AWSBudgets',
      'AWSCostExplorer',
      'AWS Cost and Usage Report',
      'AWSBillingConductor',
    ],
    'Other (Management and Governance)': [
      'Savings Plans',
      'Reserved Instance (RI) Reporting',
      'AWSCloudFormation',
      'AWSResilienceHub',
      'AWSServiceCatalog',
      'AWSSystemsManager',
      'OpsWorks',
    ],
    Compliance: ['AWSCloudTrail', 'AWSConfig'],
    Observability: ['AWSXRay', 'AmazonCloudWatch', 'AmazonGrafana', 'AmazonPrometheus'],
    Support: [
      'AWSSupportBusiness',
      'AWSSupportDeveloper',
      'AWSSupportEnterprise',
      'AWSDeveloperSupport',
    ],
  },
  Databases: {
    'NoSQL Databases': ['AmazonDocDB', 'AmazonDynamoDB', 'AmazonMCS'],
    Caching: ['AmazonElastiCache', 'AmazonMemoryDB'],
    'Other (Databases)': ['AmazonNeptune'],
    'Relational Databases': ['AmazonRDS'],
    'Data Warehouses': ['AmazonRedshift'],
    'Time Series Databases': ['AmazonTimestream'],
  },
  'Developer Tools': {
    'Other (Developer Tools)': [
      'AWSAmplify',
      'AWSAppSync',
      'AWSCloudShell',
      'AWSCodeArtifact',
      'AWSDeviceFarm',
      'CodeCatalyst',
      'CodeGuru',
    ],
    'Source Code Management': ['AWSCodeCommit'],
    'Continuous Integration and Deployment': ['AWSCodeDeploy', 'AWSCodePipeline', 'CodeBuild'],
  },
  'Internet of Things': {
    'Other (Internet of Things)': [
      'AWSGreengrass',
      'AWSIoT1Click',
      'AWSIoTAnalytics',
      'AWSIoTEvents',
      'AWSIoTFleetWise',
      'AWSIoTSiteWise',
      'AWSIoTThingsGraph',
      'IoTDeviceDefender',
      'IoTDeviceManagement',
      'IoTTwinMaker',
    ],
    'IoT Platforms': ['AWSIoT'],
  },
  'AI and Machine Learning': {
    'Other (AI and Machine Learning)': [
      'AWSDeepRacer',
      'AmazonA2I',
      'AmazonCodeWhisperer',
      'AmazonDevOpsGuru',
      'AmazonEI',
      'AmazonForecast',
      'AmazonFraudDetector',
      'AmazonHealthLake',
      'AmazonKendra',
      'AmazonLex',
      'AmazonLookoutEquipment',
      'AmazonLookoutMetrics',
      'AmazonLookoutVision',
      'AmazonMonitron',
      'AmazonOmics',
      'AmazonPersonalize',
      'AmazonPolly',
      'AmazonRekognition',
      'AmazonTextract',
      'comprehend',
      'transcribe',
      'translate',
    ],
    'Generative AI': ['AmazonBedrock'],
    'AI Platforms': ['AmazonSageMaker'],
  },
  Media: {
    'Other (Media)': [
      'AWSElementalMediaConvert',
      'AWSElementalMediaLive',
      'AWSElementalMediaPackage',
      'AWSElementalMediaStore',
      'AWSElementalMediaTailor',
      'AWSMediaConnect',
      'AmazonETS',
      'AmazonIVS',
      'AmazonKinesisVideo',
      'nimble',
    ],
  },
  Migration: {
    'Other (Migration)': [
      'AWSApplicationMigrationSvc',
      'AWSDataSync',
      'AWSDatabaseMigrationSvc',
      'AWSM2',
      'AWSMigrationHubRefactorSpaces',
      'AWSTransfer',
    ],
  },
  Security: {
    'Other (Security)': [
      'AWSCertificateManager',
      'AWSDirectoryService',
      'AWSFMS',
      'AWSShield',
      'AmazonCognitoSync',
      'AmazonCognito',
      'AmazonMacie',
      'AmazonSecurityLake',
      'AmazonVerifiedPermissions',
      'CloudHSM',
      'auditmanager',
      'awswaf',
    ],
    'Secret Management': ['AWSSecretsManager', 'awskms'],
    'Security Posture Management': ['AWSSecurityHub', 'AmazonInspectorV2', 'AmazonInspector'],
    'Threat Detection and Response': ['AmazonDetective', 'AmazonGuardDuty'],
  },
  Storage: {
    'Backup Storage': ['AWSBackup'],
    'Other (Storage)': [
      'AWSElasticDisasterRecovery',
      'AWSStorageGatewayDeepArchive',
      'AWSStorageGateway',
      'IngestionServiceSnowball',
      'SnowballExtraDays',
    ],
    'Block Storage': ['AmazonEBS'],
    'File Storage': ['AmazonEFS', 'AmazonFSx'],
    'Object Storage': ['AmazonGlacier', 'AmazonS3GlacierDeepArchive', 'AmazonS3'],
  },
};

/** A service's place in FOCUS. */
export interface ServicePlace {
  readonly code: string;
  readonly category: string;
  readonly subcategory: string;
}

/** Every service whose category is known. Others are `Other`, and keep their name. */
export const SERVICE_PLACES: readonly ServicePlace[] = Object.entries(SERVICES).flatMap(
  ([category, subcategories]) =>
    Object.entries(subcategories).flatMap(([subcategory, codes]) =>
      codes.map((code) => ({ code, category, subcategory })),
    ),
);
