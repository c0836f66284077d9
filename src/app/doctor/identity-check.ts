import type { Check } from './check.ts';

/** The identity of the AWS credentials, and where they were found. */
export const identityCheck: Check = {
  name: 'AWS identity',
  async run(context) {
    const identity = await context.identity();
    if (identity === undefined) {
      return [
        {
          status: 'ok',
          message: 'roles are assumed directly with the web identity token',
          details: [{ source: 'web identity token' }],
        },
      ];
    }
    const { arn, accountId } = identity;
    const profile = context.options.env['AWS_PROFILE'] ?? 'default';
    const isProfile = identity.source.includes('profile');
    const source = isProfile ? `${identity.source} (${profile})` : identity.source;
    return [
      {
        status: 'ok',
        message: `account ${accountId}, ${arn}, from ${source}`,
        details: [{ accountId, arn, source }],
      },
    ];
  },
};
