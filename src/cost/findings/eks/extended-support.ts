import { z } from 'zod';
import { isInExtendedSupport } from '../../models/eks/standard-support.ts';
import { doubtful, property, type Check } from '../check.ts';
import { defineFinding } from '../define-finding.ts';
import { awsCommand, consoleLink } from '../remedy.ts';

const ClusterProperties = z.object({
  Name: z.string(),
  Version: z.string().optional(),
  /** STANDARD: AWS upgrades the cluster instead of charging for extended support. */
  UpgradePolicy: z.object({ supportType: z.string().optional() }).optional(),
  ConnectorConfig: z.unknown().optional(),
});

/** A cluster whose version is past its standard support: each hour costs several times as much. */
export const EksExtendedSupport = defineFinding({
  name: 'eks-extended-support',
  title: 'EKS cluster in extended support',
  kind: 'AWS::EKS::Cluster',
  service: 'EKS',
  type: 'rightsizing',
  change: 'reduce',
  effort: 'high',
  risk: 'medium',
  see: 'https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html',
  properties: ClusterProperties,
  judge({ Name, Version, UpgradePolicy, ConnectorConfig }, { resource, now }) {
    if (ConnectorConfig !== undefined || UpgradePolicy?.supportType === 'STANDARD') {
      return undefined;
    }
    return {
      checks: [versionCheck(Version, now)],
      found: () => ({
        description: `Kubernetes ${Version ?? ''} is past its standard support, so AWS adds the price of extended support to each hour.`,
        remedy: {
          title: 'Upgrade to a version in standard support, one minor version at a time',
          command: awsCommand(
            resource,
            ...['eks', 'list-insights', '--cluster-name', Name],
            ...['--filter', 'categories=UPGRADE_READINESS'],
          ),
          link: consoleLink(resource, `eks/clusters/${Name}`),
        },
        saving: { saves: 'share', components: ['extended support'], share: 1 },
      }),
    };
  },
});

function versionCheck(version: string | undefined, now: number): Check {
  if (version === undefined) {
    return doubtful('Version', undefined, {
      reason: 'no-property',
      detail: 'the version of the cluster is not known',
      fix: 'allow eks:DescribeCluster for the role that reads this account',
    });
  }
  return property('Version', version, isInExtendedSupport(version, now), {
    threshold: 'past standard support',
    comparison: 'is',
  });
}
