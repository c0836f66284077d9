/** An IAM identity policy, as far as the sandbox evaluates one: actions, with wildcards. */
export interface Policy {
  readonly Statement: readonly {
    readonly Effect: 'Allow' | 'Deny';
    readonly Action: string | readonly string[];
  }[];
}

/** Does the policy allow the action? An explicit Deny wins; everything that is not allowed is denied. */
export function allows(policy: Policy, action: string): boolean {
  const matching = policy.Statement.filter(({ Action }) =>
    (typeof Action === 'string' ? [Action] : Action).some((pattern) => covers(pattern, action)),
  );
  return (
    matching.some(({ Effect }) => Effect === 'Allow') &&
    !matching.some(({ Effect }) => Effect === 'Deny')
  );
}

function covers(pattern: string, action: string): boolean {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  const expression = escaped.replaceAll('*', '.*').replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 'i').test(action);
}
