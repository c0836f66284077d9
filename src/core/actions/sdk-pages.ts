import type { PaginationConfiguration, Paginator } from '@smithy/types';
import type { AwsClient } from '../../aws/client-factory.ts';
import type { ActionContext } from './action.ts';

/**
 * An SDK paginator, made safe: the input is copied (the SDK writes its page token into it) and every
 * page's call carries the scope's signal. Empty pages with a next token are pages like others.
 */
export async function* sdkPages<Client extends AwsClient, Input extends object, Output>(
  paginate: (
    configuration: Omit<PaginationConfiguration, 'client'> & { client: Client },
    input: Input,
    ...rest: [{ readonly abortSignal: AbortSignal }]
  ) => Paginator<Output>,
  context: Pick<ActionContext<Client>, 'client' | 'signal'>,
  input: Input,
): AsyncGenerator<Output, void> {
  const { client, signal } = context;
  yield* paginate({ client }, { ...input }, { abortSignal: signal });
}
