import {
  configurationSet,
  configurationSetIndex,
  configurationSetName,
  emailIdentity,
  identityIndex,
  identityInfo,
} from '../estate/mail.ts';
import { ServiceError } from '../wire/call.ts';
import { number, refuse, text, type Handler } from './handler.ts';

const MOST_IDENTITIES = 1_000;
/** AWS does not say how many ListConfigurationSets gives: few enough here for lists to have pages. */
const CONFIGURATION_SETS_PER_PAGE = 100;

/** @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListEmailIdentities.html */
const listEmailIdentities: Handler = (input, { estate, accountId, region, pager }) => {
  refuse(input, 'Filter');
  const count = estate.countOf('AWS::SES::EmailIdentity', accountId, region);
  const size = pager.size(number(input, 'PageSize'), 0, MOST_IDENTITIES);
  const page = pager.page(`identities/${accountId}/${region}`, count, size, input['NextToken']);
  return {
    EmailIdentities: page.indices.map((index) => identityInfo(estate, accountId, region, index)),
    NextToken: page.next,
  };
};

/** @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListConfigurationSets.html */
const listConfigurationSets: Handler = (input, { estate, accountId, region, pager }) => {
  refuse(input, 'Filter');
  const count = estate.countOf('AWS::SES::ConfigurationSet', accountId, region);
  const asked = number(input, 'PageSize') ?? CONFIGURATION_SETS_PER_PAGE;
  const size = pager.size(asked, 0, CONFIGURATION_SETS_PER_PAGE);
  const page = pager.page(`sets/${accountId}/${region}`, count, size, input['NextToken']);
  return {
    ConfigurationSets: page.indices.map((index) => configurationSetName(index)),
    NextToken: page.next,
  };
};

function notFound(what: string, name: string): ServiceError {
  return new ServiceError('NotFoundException', `${what} <${name}> does not exist.`, 404);
}

export const SES: Readonly<Record<string, Handler>> = {
  ListEmailIdentities: listEmailIdentities,
  GetEmailIdentity: (input, { estate, accountId, region, isGone }) => {
    const name = text(input, 'EmailIdentity');
    const index = identityIndex(estate, accountId, region, name);
    if (index === undefined || isGone(name)) throw notFound('Email identity', name);
    return emailIdentity(estate, accountId, region, index);
  },
  ListConfigurationSets: listConfigurationSets,
  GetConfigurationSet: (input, { estate, accountId, region, isGone }) => {
    const name = text(input, 'ConfigurationSetName');
    const index = configurationSetIndex(estate, accountId, region, name);
    if (index === undefined || isGone(name)) throw notFound('Configuration set', name);
    return configurationSet(estate, accountId, region, index);
  },
};
