/**
 * Thrown for a response that cannot be trusted to be from AWS: a proxy's or a load balancer's page, an empty
 * body, another format. It proves nothing, whatever its HTTP status. The operator fixes the proxy or gateway
 * on the way to AWS, or AWS_ENDPOINT_URL.
 */
export class NotAwsError extends Error {
  override readonly name = 'NotAws';
  readonly $metadata: { readonly httpStatusCode?: number };

  /** @param status the HTTP status, if there is a single response */
  constructor(
    message: string,
    { status, cause }: { readonly status?: number; readonly cause?: unknown } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.$metadata = status === undefined ? {} : { httpStatusCode: status };
  }
}
