import { SANDBOX_KEY } from '../../src/sandbox/credentials.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { readAws, type ReadOptions, type ReadResult } from './read-aws.ts';

/** Reads a sandbox's whole organization as the command does, over HTTP with the real SDK. */
export function readEstate(sandbox: Sandbox, options: ReadOptions = {}): Promise<ReadResult> {
  const { endpoint, managementAccountId } = sandbox;
  const accounts = {
    accountRoleArn: sandbox.roleArn(managementAccountId),
    staticCredentials: SANDBOX_KEY,
  };
  return readAws({ endpoint, accounts }, options);
}
