/**
 * Thrown for an answer that does not prove that AWS gave it: a proxy's or a load balancer's page, an empty body,
 * a document of another form. Nothing is concluded from it, whatever its HTTP status. The operator fixes what
 * lies between here and AWS, or AWS_ENDPOINT_URL.
 */
export class NotAwsError extends Error {
  override readonly name = 'NotAws';
  readonly $metadata: { readonly httpStatusCode?: number };

  /** @param status the answer's HTTP status, where there is one answer */
  constructor(
    message: string,
    { status, cause }: { readonly status?: number; readonly cause?: unknown } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.$metadata = status === undefined ? {} : { httpStatusCode: status };
  }
}
