import { expect, test } from '@jest/globals';
import { metricsOf } from './promql.ts';

test.each([
  ['up', ['up']],
  ['sum by (a, b) (m{x="y(z)"}) * 730', ['m']],
  ['rate(node_cpu_seconds_total{mode="idle"}[5m])', ['node_cpu_seconds_total']],
  ['a_b:c:sum / 2 ^ 30 and on (d) group_left (e, f) g', ['a_b:c:sum', 'g']],
  ['label_replace(m offset 1d, "to", "$1", "from", "(.+)") or vector(0)', ['m']],
  ['max_over_time(m[1h:5m]) unless ignoring(x) n == bool 1e3', ['m', 'n']],
  ['histogram_quantile(0.95, sum by (le) (rate(m_bucket[5m])))', ['m_bucket']],
  ['absent(up{job="a"} == 1)', ['up']],
  ['time() - m > 3 * 3600', ['m']],
])('%s reads %j', (expression, names) => {
  expect(metricsOf(expression)).toEqual(names);
});
