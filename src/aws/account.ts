/** The AWS partitions that Longshore reads. */
export const PARTITIONS = ['aws', 'aws-us-gov', 'aws-cn'] as const;
export type Partition = (typeof PARTITIONS)[number];

/** One AWS account, as far as discovery knows it. */
export interface Account {
  /** Twelve digits. */
  readonly id: string;
  /** The account's name in its organization; `Account <id>` where there is none to ask. */
  readonly name: string;
  readonly partition: Partition;
  /** Known under the organizations strategy only. */
  readonly email?: string;
  /** Known under the organizations strategy only. */
  readonly arn?: string;
  /** Why the organization did not tell name, email and ARN, where there is one that has them. */
  readonly descriptionError?: Error;
}
