import { z } from 'zod';

const Parameters = z.record(z.string(), z.unknown()).nullish();

/** CloudTrail's record of a call, as EventBridge delivers it. Other fields are ignored. */
const Envelope = z.object({
  id: z.string().optional(),
  time: z.string().optional(),
  account: z.string().optional(),
  region: z.string().optional(),
  detail: z.object({
    eventSource: z.string(),
    eventName: z.string(),
    awsRegion: z.string().optional(),
    recipientAccountId: z.string().optional(),
    errorCode: z.string().nullish(),
    requestParameters: Parameters,
    responseElements: Parameters,
  }),
});

/** A change recorded by CloudTrail. */
export interface CloudTrailEvent {
  readonly source: string;
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  /** The call was denied: nothing has changed. */
  readonly hasFailed: boolean;
  readonly requestParameters: Readonly<Record<string, unknown>>;
  readonly responseElements: Readonly<Record<string, unknown>>;
}

const ACCOUNT = /^\d{12}$/;
const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;

/**
 * Parses an event.
 *
 * @returns the event, or the problem with the body, for the sender
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export function parseCloudTrailEvent(body: unknown): CloudTrailEvent | string {
  const parsed = Envelope.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return `not a CloudTrail event: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unknown form'}`;
  }
  const { account, region, detail } = parsed.data;
  const accountId = account ?? detail.recipientAccountId ?? '';
  const where = region ?? detail.awsRegion ?? '';
  if (!ACCOUNT.test(accountId))
    return 'not a CloudTrail event: account: twelve digits are required';
  if (!REGION.test(where))
    return 'not a CloudTrail event: region: the name of a region is required';
  return {
    source: detail.eventSource,
    name: detail.eventName,
    accountId,
    region: where,
    hasFailed: (detail.errorCode ?? '') !== '',
    requestParameters: detail.requestParameters ?? {},
    responseElements: detail.responseElements ?? {},
  };
}
