import type { AnalysedBill } from '../app/cost/analysis/analysed-bill.ts';
import { plural } from '../lib/plural.ts';

/** What was found in a collected bill: a line or two. */
export function analysisText(analysis: AnalysedBill | undefined): readonly string[] {
  if (analysis === undefined) return [];
  const { series, openAnomalies, notified, problem } = analysis;
  const anomalies = plural(openAnomalies, 'open anomaly', 'open anomalies');
  return [
    ...(series === 0
      ? []
      : [`${anomalies} in ${plural(series, 'series', 'series')}: longshore cost anomalies.`]),
    ...(notified === undefined || notified.sent + notified.failed === 0
      ? []
      : [
          `${plural(notified.sent, 'notification')} sent, ${notified.failed} failed${notified.problem === undefined ? '' : `: ${notified.problem}`}.`,
        ]),
    ...(notified === undefined || notified.givenUp === 0
      ? []
      : [
          `${plural(notified.givenUp, 'notification')} given up: the receiver has refused it for days, and it is not sent again. ` +
            'See: longshore query "select * from notifications where outcome = \'given-up\'".',
        ]),
    ...(problem === undefined ? [] : [`Warning: ${problem}`]),
  ];
}
