import { loadService } from '../../src/sandbox/clients.ts';
import type { Estate } from '../../src/sandbox/estate/estate.ts';
import { Pager } from '../../src/sandbox/pages.ts';
import type { Handler } from '../../src/sandbox/services/handler.ts';
import { ServiceError } from '../../src/sandbox/wire/call.ts';
import { SERVICES } from '../../src/sandbox/wire/services.ts';
import { simulatedAnswer } from './simulated.ts';

/** Whose call it is, and where it is sent. */
export interface DirectCaller {
  readonly estate: Estate;
  readonly accountId: string;
  readonly region: string;
}

/** What the sandbox answers, without the wire: an output, or the code and status of an error. */
export async function directCall(
  operation: string,
  input: object,
  caller: DirectCaller,
  handler?: Handler,
): Promise<object | string> {
  const [service = ''] = operation.split(':');
  await loadService(service);
  const answer = handler ?? simulatedAnswer(operation);
  try {
    return answer(
      { ...input },
      {
        ...caller,
        callerArn: '',
        pager: new Pager({}, SERVICES.get(service)),
        isGone: () => false,
        isOmitted: () => false,
        issueCredentials: () => {
          throw new Error('no credentials here');
        },
      },
    );
  } catch (error) {
    if (error instanceof ServiceError) return `${error.code} ${error.status}`;
    throw error;
  }
}
