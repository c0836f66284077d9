import { groupOfInstance, leastSize, membersOf } from '../../kinds/autoscaling/group-members.ts';
import { stateOf } from '../../kinds/ec2/instance-values.ts';
import { imagesOf } from '../../kinds/ecr/images.ts';
import { uploadsOf } from '../../kinds/s3/uploads.ts';
import { billedProduct } from '../billed-product.ts';
import { DAY_MS } from '../days.ts';
import { exactText } from '../exact.ts';
import type { Shortcoming } from '../metered-resource.ts';
import { startTimeOf, tagsIn } from '../resource-facts.ts';
import { GROWS_FROM } from '../usage.ts';
import { isClusterExtended, isIdleGroup, isInOfficeHours, isKeptWarm } from './compute.ts';
import { between, innerOf, isOneIn, numberOf, textOf, type Facts } from './facts.ts';
import { requestsOf } from './storage.ts';

type Found = Readonly<Partial<Record<Shortcoming, boolean>>>;
const GIBIBYTE = 2 ** 30;
const MIBPS_PER_GIBPS = 1_024;
/** What counts as old. Days. */
const OLD = { snapshot: 365, orphan: 90, upload: 7, image: 30, events: 90 } as const;

/**
 * What a resource costs too much for, by what the estate made of it: known before anything is read or measured.
 *
 * @param kind `AWS::EC2::Volume`
 */
export function shortcomingsOf(kind: string, facts: Facts): readonly Shortcoming[] {
  const found = SHORTCOMINGS[kind]?.(facts) ?? {};
  return (Object.keys(found) as Shortcoming[]).filter((name) => found[name] === true); // its own keys
}

function ageDays({ place: { estate }, properties }: Facts): number {
  return (estate.today.getTime() - (startTimeOf(properties) ?? Number.NaN)) / DAY_MS;
}

/** Tags of simulated resources say `staging` or `production`. */
function isForTests({ properties }: Facts): boolean {
  const tags = tagsIn(properties['Tags'] ?? properties['TagList']);
  return tags['environment'] === 'staging';
}

/** USD for a unit, by usage types without prefix; 0 for what the price list does not have. */
function rate({ region }: Facts, service: string, usage: string): number {
  const product = billedProduct({ service, usage }, region);
  return product === undefined ? 0 : Number(exactText(product.tiers[0].rate));
}

function instance(facts: Facts): Found {
  const { place, properties } = facts;
  if (textOf(innerOf(properties, 'State'), 'Name') !== 'running') return {};
  const group = groupOfInstance(place);
  const isOnDemand = textOf(properties, 'InstanceLifecycle') === '';
  const isAlone = group === undefined && isOnDemand;
  const isShared = textOf(innerOf(properties, 'Placement'), 'Tenancy') !== 'dedicated';
  const mayStop = group !== undefined || tagsIn(properties['Tags'])['spot'] === 'allowed';
  return {
    'always on': isAlone && isForTests(facts) && !isInOfficeHours(place),
    'idle group': group !== undefined && isIdleGroup(group) && isKept(group),
    'old generation': isAlone && textOf(properties, 'InstanceType').startsWith('m4.'),
    'on demand although it may be interrupted': isOnDemand && isShared && mayStop,
  };
}

/** The minimum keeps a second instance that runs. */
function isKept(group: Facts['place']): boolean {
  return leastSize(group) > 1 && membersOf(group).every((one) => stateOf(one).Name === 'running');
}

function volume(facts: Facts): Found {
  const { place, properties } = facts;
  const [size, instances] = [numberOf(properties, 'Size'), place.count('AWS::EC2::Instance')];
  const ofType = (type: string): number => rate(facts, 'AmazonEC2', `EBS:VolumeUsage.${type}`);
  // Above 170 GiB, gp2 has 250 MiB/s; the price of gp3 includes 125.
  const further =
    size > 170
      ? (125 / MIBPS_PER_GIBPS) * rate(facts, 'AmazonEC2', 'EBS:VolumeP-Throughput.gp3')
      : 0;
  const isCheaper = size * ofType('gp3') + further < size * ofType('gp2');
  const isAttached = textOf(properties, 'State') === 'in-use';
  const holder = place.beside('AWS::EC2::Instance', instances === 0 ? 0 : place.n % instances);
  return {
    gp2: textOf(properties, 'VolumeType') === 'gp2' && isCheaper,
    'of a stopped instance': isAttached && instances > 0 && stateOf(holder).Name === 'stopped',
  };
}

function snapshot(facts: Facts): Found {
  const { place, properties } = facts;
  if (textOf(properties, 'StorageTier') === 'archive') return {};
  const volumes = place.count('AWS::EC2::Volume');
  const isCopy = place.n % 6 === 5;
  const isOrphaned = !isCopy && (volumes === 0 || place.neglects(3, 'volume'));
  return {
    old: ageDays(facts) > OLD.snapshot,
    orphaned: isOrphaned && ageDays(facts) >= OLD.orphan,
  };
}

function database(facts: Facts): Found {
  const { place, properties } = facts;
  if (textOf(properties, 'DBInstanceStatus') !== 'available') return {};
  const isAurora = textOf(properties, 'Engine').startsWith('aurora');
  const isMulti = properties['MultiAZ'] === true && !isAurora;
  const isOfGp2 = !isAurora && textOf(properties, 'StorageType') === 'gp2';
  const prefix = `RDS:${isMulti ? 'Multi-AZ-' : ''}`;
  const ofType = (type: string): number => rate(facts, 'AmazonRDS', `${prefix}${type}-Storage`);
  return {
    'extended support': textOf(properties, 'EngineVersion').startsWith('13.'),
    gp2: isOfGp2 && ofType('GP3') < ofType('GP2'),
    'standby that nobody needs': isMulti && isForTests(facts),
    // RDS allocates 20 GiB at least.
    'storage that is never used':
      isOneIn(6, place, 'idle') && !isAurora && numberOf(properties, 'AllocatedStorage') > 20,
  };
}

/** GB in Standard: what there was at first, and what came since. */
function standardOf({ place, properties }: Facts): number {
  const since = Math.max(startTimeOf(properties) ?? 0, GROWS_FROM);
  const days = Math.floor((place.estate.today.getTime() - since) / DAY_MS);
  const share = (days * between(place, 'growth', 100, 1_500)) / 1_000_000;
  return between(place, 'standard', 20, 900) * (1 + Math.max(0, share));
}

function bucket(facts: Facts): Found {
  const { place, properties } = facts;
  const today = place.estate.today.getTime();
  const [rules] = [innerOf(properties, 'LifecycleConfiguration')['Rules']];
  const [known, text] = [Array.isArray(rules) ? rules : [], JSON.stringify(rules ?? [])];
  const { use } = requestsOf(place);
  const keeps = textOf(innerOf(properties, 'VersioningConfiguration'), 'Status') !== '';
  return {
    'all versions': keeps && !text.includes('NoncurrentVersionExpiration'),
    'incomplete uploads': uploadsOf(place).some(
      ({ Initiated }) => today - Initiated.getTime() >= OLD.upload * DAY_MS,
    ),
    'no lifecycle': known.length === 0 && standardOf(facts) >= 100,
    'rarely read': use !== 'ordinary',
    unused: use === 'none',
  };
}

function lambdaFunction({ place }: Facts): Found {
  return {
    failing: !isOneIn(9, place, 'idle') && place.neglects(4, 'errors'),
    'never invoked': isKeptWarm(place),
  };
}

function repository({ place }: Facts): Found {
  const today = place.estate.today.getTime();
  const images = imagesOf(place);
  // Parts of images for several architectures have no tags either, and are needed.
  const hasIndex = images.some(({ imageManifestMediaType: type = '' }) => type.includes('index'));
  const isOld = ({ imagePushedAt }: (typeof images)[number]): boolean =>
    today - (imagePushedAt?.getTime() ?? today) >= OLD.image * DAY_MS;
  return {
    'untagged images':
      !hasIndex && images.some((image) => image.imageTags === undefined && isOld(image)),
  };
}

function logGroup(facts: Facts): Found {
  const { properties } = facts;
  const isLarge = numberOf(properties, 'StoredBytes') >= GIBIBYTE;
  const isKept = properties['RetentionInDays'] === undefined;
  return { 'no retention': isKept && isLarge && ageDays(facts) >= OLD.events };
}

const SHORTCOMINGS: Readonly<Record<string, (facts: Facts) => Found>> = {
  'AWS::EC2::Instance': instance,
  'AWS::EC2::Volume': volume,
  'AWS::EC2::Snapshot': snapshot,
  'AWS::RDS::DBInstance': database,
  'AWS::S3::Bucket': bucket,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::ECR::Repository': repository,
  'AWS::EKS::Cluster': ({ place, properties }) => ({
    'extended support': isClusterExtended(place, properties),
  }),
  'AWS::Logs::LogGroup': logGroup,
};
