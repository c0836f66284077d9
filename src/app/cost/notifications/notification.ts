/** What a webhook is told. */
export const NOTIFICATION_TYPES = ['anomaly', 'budget', 'collection-failed'] as const;
export type NotificationType = (typeof NOTIFICATION_TYPES)[number];

/** One thing that a person should know, once. */
export interface Notification {
  /** The same for the same thing: it is sent once, also after a restart. */
  readonly id: string;
  readonly type: NotificationType;
  /** One sentence. */
  readonly subject: string;
  /** The details, as JSON. Amounts are exact texts. */
  readonly data: object;
}
