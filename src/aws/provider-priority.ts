/** What determines the credential provider. */
export interface ProviderSettings {
  /** Names of credential providers; the first that applies is used. */
  readonly credentialProviderPriority: readonly string[];
  readonly hasStaticKeys: boolean;
  readonly hasRoles: boolean;
  readonly hasWebIdentity: boolean;
}

/** Where credentials come from. */
export interface Providers {
  /** The credentials for accounts without a role, and for assuming roles. */
  readonly source: 'static' | 'default-chain';
  /** How roles are assumed: from the source, or directly with a web identity. */
  readonly roles: 'assume-role' | 'web-identity';
}

const NAMES = ['AssumeRoleWithWebIdentity', 'StaticCredential', 'AssumeRole'] as const;

/**
 * The first provider of the priority that applies. In addition to Ocean's rules, static keys are a source for
 * assuming roles, never a reason not to; and if nothing applies, the default chain is used. Keys whose
 * provider is not in the list are ignored.
 *
 * @param warn receives a message for each name that is skipped
 */
export function chooseProviders(
  settings: ProviderSettings,
  warn: (message: string) => void,
): Providers {
  const { credentialProviderPriority, hasStaticKeys, hasRoles, hasWebIdentity } = settings;
  const names = credentialProviderPriority.map((name) => name.trim());
  for (const name of names.filter((one) => !NAMES.some((known) => known === one))) {
    warn(
      `credentialProviderPriority: unknown provider "${name}" is skipped (valid: ${NAMES.join(', ')})`,
    );
  }
  const applies: Readonly<Record<string, boolean>> = {
    AssumeRoleWithWebIdentity: hasWebIdentity && hasRoles,
    StaticCredential: hasStaticKeys,
    AssumeRole: hasRoles,
  };
  const first = names.find((name) => applies[name] === true);
  return {
    source: hasStaticKeys && names.includes('StaticCredential') ? 'static' : 'default-chain',
    roles: first === 'AssumeRoleWithWebIdentity' ? 'web-identity' : 'assume-role',
  };
}
