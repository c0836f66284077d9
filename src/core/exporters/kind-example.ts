/**
 * One worked resource of a kind: what AWS answers, and the item that must come of it. The conformance
 * tests serve the answers over HTTP to the real SDK.
 */
export interface KindExample {
  /** What the resource is fetched by. */
  readonly identifiers: readonly string[];
  /** The region that holds it; for kinds read once per account, whose endpoint is asked. @default eu-west-1 */
  readonly region?: string;
  /** AWS's answers by `service:Operation`, in the SDK's form, for the listing, every action and the single fetch. */
  readonly replies: Readonly<Record<string, object>>;
  /** The item's properties, with every optional action. */
  readonly properties: object;
  /** The item's `__ExtraContext`; null for none. */
  readonly extraContext: object | null;
}

/** The account that examples belong to. */
export const EXAMPLE_ACCOUNT = '111122223333';
