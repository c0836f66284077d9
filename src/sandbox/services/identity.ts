import { ServiceError } from '../wire/call.ts';
import { OPT_IN_REGIONS } from '../estate/regions.ts';
import { number, text, texts, type Handler } from './handler.ts';

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const assumeRole: Handler = (input, context) => {
  const roleArn = text(input, 'RoleArn');
  const sessionName = text(input, 'RoleSessionName');
  const [, accountId = '', role = ''] =
    /^arn:aws[a-z-]*:iam::(\d{12}):role\/(.+)$/.exec(roleArn) ?? [];
  if (context.estate.accountIndex(accountId) < 0) {
    throw new ServiceError(
      'AccessDenied',
      `User: ${context.callerArn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
      403,
    );
  }
  const name = role.split('/').pop() ?? role;
  return {
    Credentials: context.issueCredentials(roleArn, sessionName),
    AssumedRoleUser: {
      AssumedRoleId: `AROASANDBOX:${sessionName}`,
      Arn: `arn:aws:sts::${accountId}:assumed-role/${name}/${sessionName}`,
    },
  };
};

export const STS: Readonly<Record<string, Handler>> = {
  AssumeRole: assumeRole,
  AssumeRoleWithWebIdentity: assumeRole,
  GetCallerIdentity: (_, { accountId, callerArn }) => ({
    Account: accountId,
    Arn: callerArn,
    UserId: 'AIDASANDBOX',
  }),
};

const MOST_REGIONS = 50;

/** @see https://docs.aws.amazon.com/accounts/latest/reference/API_ListRegions.html */
export const ACCOUNT: Readonly<Record<string, Handler>> = {
  ListRegions: (input, { estate, accountId, pager }) => {
    const wanted = texts(input, 'RegionOptStatusContains');
    const all = [
      ...estate.regions.map((RegionName) => ({
        RegionName,
        RegionOptStatus: 'ENABLED_BY_DEFAULT',
      })),
      ...OPT_IN_REGIONS.map((RegionName) => ({ RegionName, RegionOptStatus: 'DISABLED' })),
    ].filter(({ RegionOptStatus }) => wanted?.includes(RegionOptStatus) !== false);
    const size = pager.size(number(input, 'MaxResults'), 1, MOST_REGIONS);
    const page = pager.page(
      `regions/${accountId}/${wanted?.join(',') ?? ''}`,
      all.length,
      size,
      input['NextToken'],
    );
    return { Regions: page.indices.map((index) => all[index]), NextToken: page.next };
  },
};
