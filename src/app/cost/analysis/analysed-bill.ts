/** What the analysis of a collected bill did. */
export interface AnalysedBill {
  /** Series of the bill that were analysed. */
  readonly series: number;
  /** Of these, series whose past days had changed. */
  readonly replayed: number;
  readonly openAnomalies: number;
  /** Undefined without a webhook. */
  readonly notified: Notified | undefined;
  /** Why it could not be done. The bill is stored anyway. */
  readonly problem: string | undefined;
}

/** What was sent. */
export interface Notified {
  readonly sent: number;
  readonly failed: number;
  /** Of those that failed: not tried again, because the receiver has refused them for days. */
  readonly givenUp: number;
  /** Due, and left to the next run. */
  readonly left: number;
  /** Of the last one that failed. */
  readonly problem: string | undefined;
}
