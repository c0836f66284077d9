import {
  GetConfigurationSetCommand,
  GetEmailIdentityCommand,
  ListEmailIdentitiesCommand,
  paginateListConfigurationSets,
  paginateListEmailIdentities,
  SESv2Client,
} from '@aws-sdk/client-sesv2';
import { expect, test } from '@jest/globals';
import {
  configurationSet,
  configurationSetName,
  emailIdentity,
  identityInfo,
  identityName,
} from '../../src/sandbox/estate/mail.ts';
import { bare, failureOf, openScope, readAll } from './clients.ts';

const IDENTITIES = 25;
const SETS = 130;
const { settings, at, each } = await openScope({
  'AWS::SES::EmailIdentity': IDENTITIES,
  'AWS::SES::ConfigurationSet': SETS,
});
const ses = new SESv2Client(settings);

test('lists every identity, page by page', async () => {
  const pages = paginateListEmailIdentities({ client: ses }, { PageSize: 10 });

  const { items, pageCount } = await readAll(pages, ({ EmailIdentities }) => EmailIdentities);

  expect(items.map(bare)).toEqual(each('AWS::SES::EmailIdentity', identityInfo));
  expect(pageCount).toBe(3);
});

test('lists every configuration set, in pages of its own size', async () => {
  const pages = paginateListConfigurationSets({ client: ses }, {});

  const { items, pageCount } = await readAll(pages, (page) => page.ConfigurationSets);

  expect(items).toEqual(Array.from({ length: SETS }, (_, index) => configurationSetName(index)));
  expect(pageCount).toBe(2);
});

test('gives identities and configuration sets as the estate has them', async () => {
  for (let index = 0; index < IDENTITIES; index += 1) {
    const EmailIdentity = identityName(index);
    const ConfigurationSetName = configurationSetName(index);

    const identity = await ses.send(new GetEmailIdentityCommand({ EmailIdentity }));
    const set = await ses.send(new GetConfigurationSetCommand({ ConfigurationSetName }));

    expect(bare(identity)).toEqual(emailIdentity(...at(index)));
    expect(bare(set)).toEqual(configurationSet(...at(index)));
  }
});

test('does not know what is not there, and refuses a page size out of range', async () => {
  const identity = await failureOf(
    ses.send(new GetEmailIdentityCommand({ EmailIdentity: identityName(IDENTITIES) })),
  );
  const set = await failureOf(
    ses.send(new GetConfigurationSetCommand({ ConfigurationSetName: 'none' })),
  );
  const tooMany = await failureOf(ses.send(new ListEmailIdentitiesCommand({ PageSize: 1_001 })));

  expect(identity).toMatchObject({ name: 'NotFoundException', status: 404 });
  expect(set).toMatchObject({ name: 'NotFoundException', status: 404 });
  expect(tooMany).toMatchObject({ name: 'BadRequestException', status: 400 });
});
