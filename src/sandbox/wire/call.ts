/** A request, as far as it is read before a handler needs its input. */
export interface Call {
  /** The signing name: `sqs`, `tagging`; with a version where another API is signed alike: see `SERVICES`. */
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  /** None for unsigned requests. */
  readonly accessKeyId: string | undefined;
  readonly sessionToken: string | undefined;
  /** All that determines the answer besides service, operation, region and caller. */
  readonly fingerprint: string;
  /** The decoded input, in the SDK's form. */
  input(): Readonly<Record<string, unknown>>;
}

/** What a handler answers with instead of an output. */
export class ServiceError extends Error {
  /** The wire code: `AccessDenied`. */
  readonly code: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: string,
    message: string,
    status = 400,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'ServiceError';
    this.code = code;
    this.status = status;
    this.headers = headers;
  }
}

/** An answer, ready to be sent. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
