import type { PaginationConfiguration, Paginator } from '@smithy/types';
import type { AwsClient } from '../../aws/client-factory.ts';
import type { ActionContext } from './action.ts';

/**
 * An SDK paginator, made safe: the input is copied (the SDK writes its page token into it), and every
 * page's call carries the scope's signal. Empty pages with a next token are pages like others. A token
 * that repeats is an error, since a list that is cut there would look whole.
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
  let asked: string | undefined;
  const withCommand = (command: { readonly input: object }): undefined => {
    const asking = JSON.stringify(command.input);
    if (asking === asked) throw new RepeatedPageError();
    asked = asking;
  };
  yield* paginate({ client, withCommand }, { ...input }, { abortSignal: signal });
}

/** Thrown when AWS answers with the page token that it was asked with: the list would never end. */
export class RepeatedPageError extends Error {
  override readonly name = 'RepeatedPageToken';

  constructor() {
    super('AWS gave the same page token twice: the list cannot be read to its end');
  }
}
