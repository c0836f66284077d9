import { expect, test } from '@jest/globals';
import { chooseProviders } from '../../src/aws/provider-priority.ts';

const ALL = ['AssumeRoleWithWebIdentity', 'StaticCredential', 'AssumeRole'];
const NOTHING = { hasStaticKeys: false, hasRoles: false, hasWebIdentity: false };

/** kinds.md §2, and what it asks beyond Ocean. */
test.each([
  {
    what: 'nothing applies: the default chain',
    given: NOTHING,
    source: 'default-chain',
    roles: 'assume-role',
  },
  {
    what: 'a token without roles is left to the default chain',
    given: { hasWebIdentity: true },
    source: 'default-chain',
    roles: 'assume-role',
  },
  {
    what: 'a token and roles',
    given: { hasWebIdentity: true, hasRoles: true },
    source: 'default-chain',
    roles: 'web-identity',
  },
  {
    what: 'keys alone',
    given: { hasStaticKeys: true },
    source: 'static',
    roles: 'assume-role',
  },
  {
    what: 'keys are the source of roles',
    given: { hasStaticKeys: true, hasRoles: true },
    source: 'static',
    roles: 'assume-role',
  },
  {
    what: 'the order decides',
    given: { hasStaticKeys: true, hasRoles: true, hasWebIdentity: true },
    priority: ['AssumeRole', 'AssumeRoleWithWebIdentity'],
    source: 'default-chain',
    roles: 'assume-role',
  },
  {
    what: 'a provider that does not apply is passed over',
    given: { hasRoles: true, hasWebIdentity: true },
    priority: ['StaticCredential', 'AssumeRoleWithWebIdentity'],
    source: 'default-chain',
    roles: 'web-identity',
  },
  {
    what: 'no provider is listed',
    given: { hasStaticKeys: true, hasRoles: true },
    priority: [],
    source: 'default-chain',
    roles: 'assume-role',
  },
])('$what: $source, $roles', ({ given, priority = ALL, source, roles }) => {
  const providers = chooseProviders(
    { ...NOTHING, ...given, credentialProviderPriority: priority },
    () => undefined,
  );

  expect(providers).toEqual({ source, roles });
});
