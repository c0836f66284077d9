import { z } from 'zod';

/** The Port topic of a message: only resync requests, or every change in Port. */
export type TopicKind = 'resync-requests' | 'change-log';

export interface ResyncMessageRules {
  /** The integration's identifier in Port. */
  readonly identifier: string;
  readonly topicKind: TopicKind;
}

/** The details of a resync request. */
export interface ResyncRequest {
  readonly id?: string;
  /** When it was made, ISO 8601. */
  readonly at?: string;
}

const ForIntegration = z.object({ context: z.object({ integrationId: z.string() }) });
const ResyncAction = z.object({ action: z.literal('RESYNC') });

const Moment = z.union([z.string(), z.number()]).nullish();
const ChangedIntegration = z.object({
  changelogDestination: z.object({ type: z.literal('KAFKA') }),
  diff: z.object({
    after: z.object({
      identifier: z.string(),
      updatedAt: Moment,
      resyncState: z.object({ updatedAt: Moment }).nullish(),
    }),
  }),
});

const Described = z.object({
  id: z.string().optional().catch(undefined),
  diff: z
    .object({ after: z.object({ updatedAt: z.string() }) })
    .optional()
    .catch(undefined),
});

/** Does this message request a resync of our integration? Never throws. */
export function isResyncRequest(
  message: unknown,
  { identifier, topicKind }: ResyncMessageRules,
): boolean {
  switch (topicKind) {
    case 'resync-requests':
      return isFor(message, identifier);
    case 'change-log':
      return (
        (isFor(message, identifier) && ResyncAction.safeParse(message).success) ||
        isChangeThatWantsResync(message, identifier)
      );
  }
}

function isFor(message: unknown, identifier: string): boolean {
  const read = ForIntegration.safeParse(message);
  return read.success && read.data.context.integrationId === identifier;
}

/**
 * The end of a resync sets `resyncState.updatedAt` and `updatedAt` to the same time: that change requests
 * nothing.
 */
function isChangeThatWantsResync(message: unknown, identifier: string): boolean {
  const read = ChangedIntegration.safeParse(message);
  if (!read.success) return false;
  const { after } = read.data.diff;
  return (
    after.identifier === identifier &&
    (after.updatedAt ?? null) !== (after.resyncState?.updatedAt ?? null)
  );
}

/** The request's id and time, if the message has them. */
export function describeRequest(message: unknown): ResyncRequest {
  const read = Described.safeParse(message);
  if (!read.success) return {};
  const { id, diff } = read.data;
  return {
    ...(id !== undefined && { id }),
    ...(diff !== undefined && { at: diff.after.updatedAt }),
  };
}

/** Every Port message is a JSON object; anything else is not for us. */
const MessageText = z.string().transform((text, context) => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    context.addIssue('not JSON');
    return z.NEVER;
  }
});
const Message = MessageText.pipe(z.record(z.string(), z.unknown()));

/** The message that a Kafka record carries; `undefined` when it is not a JSON object. */
export function parseMessage(value: Buffer): Readonly<Record<string, unknown>> | undefined {
  const read = Message.safeParse(value.toString('utf8'));
  return read.success ? read.data : undefined;
}
