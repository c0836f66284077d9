import {
  CloseAccountCommand,
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  ListRootsCommand,
  MoveAccountCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { given } from './given.ts';

/** Where resources are created: enough regions to detect mix-ups, few enough to be fast. */
export const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-2'] as const;
const HOME = 'us-east-1';
/** Where the last account has more than one page of some kinds. */
const LARGE = 'eu-west-1';
/** The role that is assumed in every account. moto allows any role. */
const ROLE = 'LongshoreReader';

/** Keys that moto accepts as those of its own account. They are not secret. */
export const ROOT_KEY = { accessKeyId: 'moto', secretAccessKey: 'moto' } as const;

interface RawSettings {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: RawCredentials;
  readonly maxAttempts: number;
}

interface RawCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** One region of one account, and the SDK's own clients for it. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
  /** In one place, some kinds have more resources than a page. */
  readonly isLarge: boolean;
  /** The SDK's client, with default behavior. */
  of<Client extends object>(service: new (settings: RawSettings) => Client): Client;
}

/** The organization that the suite creates: its management account comes first. */
export interface Organization {
  readonly roleArn: string;
  readonly accountIds: readonly string[];
  /** Every region of every account. */
  readonly places: readonly Place[];
  placeOf(accountId: string, region: string): Place;
}

/** Creates an organization of three accounts, one of them in a unit, and a fourth that is closed. */
export async function foundOrganization(endpoint: string): Promise<Organization> {
  const management = placeWith(endpoint, ROOT_KEY, { accountId: '', region: HOME, isLarge: false });
  const { Account: managementId = '' } = await management
    .of(STSClient)
    .send(new GetCallerIdentityCommand({}));
  const organizations = management.of(OrganizationsClient);
  await organizations.send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }));
  const orders = await createAccount(organizations, 'orders');
  const billing = await createAccount(organizations, 'billing');
  await moveIntoUnit(organizations, billing);
  const closed = await createAccount(organizations, 'closed');
  await organizations.send(new CloseAccountCommand({ AccountId: closed }));
  const accountIds = [managementId, orders, billing];
  const places = new Map<string, Place>();
  for (const accountId of accountIds) {
    const credentials = await assume(management, accountId);
    for (const region of REGIONS) {
      const isLarge = accountId === accountIds.at(-1) && region === LARGE;
      const place = placeWith(endpoint, credentials, { accountId, region, isLarge });
      places.set(`${accountId}/${region}`, place);
    }
  }
  return {
    roleArn: roleArn(managementId),
    accountIds,
    places: [...places.values()],
    placeOf(accountId, region) {
      const place = places.get(`${accountId}/${region}`);
      if (place === undefined) throw new Error(`there is no ${region} in ${accountId}`);
      return place;
    },
  };
}

async function createAccount(organizations: OrganizationsClient, name: string): Promise<string> {
  const tags = [
    { Key: 'team', Value: name },
    { Key: 'tier', Value: '1' },
  ];
  const { CreateAccountStatus } = await organizations.send(
    new CreateAccountCommand({
      AccountName: name,
      Email: `${name}@example.com`,
      ...(name === 'orders' && { Tags: tags }),
    }),
  );
  return given(CreateAccountStatus?.AccountId, 'account id');
}

async function moveIntoUnit(organizations: OrganizationsClient, AccountId: string): Promise<void> {
  const { Roots = [] } = await organizations.send(new ListRootsCommand({}));
  const SourceParentId = given(Roots[0]?.Id, 'root');
  const { OrganizationalUnit } = await organizations.send(
    new CreateOrganizationalUnitCommand({ ParentId: SourceParentId, Name: 'finance' }),
  );
  const DestinationParentId = given(OrganizationalUnit?.Id, 'unit');
  await organizations.send(
    new MoveAccountCommand({ AccountId, SourceParentId, DestinationParentId }),
  );
}

/** The role that Longshore and the setup assume in an account. */
export function roleArn(accountId: string): string {
  return `arn:aws:iam::${accountId}:role/${ROLE}`;
}

async function assume(from: Place, accountId: string): Promise<RawCredentials> {
  const { Credentials } = await from
    .of(STSClient)
    .send(new AssumeRoleCommand({ RoleArn: roleArn(accountId), RoleSessionName: 'seed' }));
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  };
}

function placeWith(
  endpoint: string,
  credentials: RawCredentials,
  { accountId, region, isLarge }: Pick<Place, 'accountId' | 'region' | 'isLarge'>,
): Place {
  const clients = new Map<unknown, object>();
  return {
    accountId,
    region,
    isLarge,
    of(service) {
      const known = clients.get(service);
      if (known instanceof service) return known;
      const client = new service({ endpoint, region, credentials, maxAttempts: 1 });
      clients.set(service, client);
      return client;
    },
  };
}
