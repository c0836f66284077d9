/** A request, before its input is decoded. */
export interface Call {
  /** The signing name: `sqs`, `tagging`; with a version if another API shares it: see `SERVICES`. */
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  /** Undefined for unsigned requests. */
  readonly accessKeyId: string | undefined;
  readonly sessionToken: string | undefined;
  /** Everything that determines the response besides service, operation, region and caller. */
  readonly fingerprint: string;
  /** The decoded input, in the SDK's form. */
  input(): Readonly<Record<string, unknown>>;
}

/** A handler's error response. */
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

/** A response, ready to be sent. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}
