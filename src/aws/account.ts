/** The AWS partitions that Longshore reads. */
export const PARTITIONS = ['aws', 'aws-us-gov', 'aws-cn'] as const;
export type Partition = (typeof PARTITIONS)[number];

/** One AWS account, with what discovery knows about it. */
export interface Account {
  /** Twelve digits. */
  readonly id: string;
  /** The account's name in its organization; `Account <id>` without an organization. */
  readonly name: string;
  readonly partition: Partition;
  /** Only with the organizations strategy. */
  readonly email?: string;
  /** Only with the organizations strategy. */
  readonly arn?: string;
  /** Why the organization did not return name, email and ARN, if it has them. */
  readonly descriptionError?: Error;
}
