import type { BarChart, Chart, DayChart } from './section.ts';
import { escapedHtml } from './escaped-html.ts';

const WIDTH = 760;
const HEIGHT = 220;
const LEFT = 64;
const BOTTOM = 26;
const TOP = 10;
/** Half of the last day's label. */
const RIGHT = 22;
const DAY_MS = 86_400_000;
const MOST_LABELS = 7;
const BAR = { height: 20, gap: 8, label: 280, value: 110 };

/** A chart as SVG. Its colours are those of the page's style. */
export function chartSvg(chart: Chart): string {
  return chart.type === 'days' ? daysSvg(chart) : barsSvg(chart);
}

function daysSvg({ title, currency, points, forecast }: DayChart): string {
  const days = [...new Set([...points, ...forecast].map(({ day }) => day))].sort();
  const most = Math.max(
    ...points.map(({ amount }) => amount),
    ...forecast.map(({ high }) => high),
    0,
  );
  if (days.length < 2 || most <= 0) return '';
  const top = niceTop(most);
  // By date, so that days without figures between bill and forecast are a gap.
  const [first, last] = [Date.parse(days.at(0) ?? ''), Date.parse(days.at(-1) ?? '')];
  const x = (day: string): number =>
    LEFT + ((Date.parse(day) - first) / (last - first)) * (WIDTH - LEFT - RIGHT);
  const y = (amount: number): number =>
    HEIGHT - BOTTOM - (Math.max(0, amount) / top) * (HEIGHT - BOTTOM - TOP);
  const path = (line: readonly (readonly [string, number])[]): string =>
    line
      .map(
        ([day, amount], index) => `${index === 0 ? 'M' : 'L'}${fixed(x(day))} ${fixed(y(amount))}`,
      )
      .join(' ');
  const actual = points.map(({ day, amount }) => [day, amount] as const);
  const expected = forecast.map(({ day, amount }) => [day, amount] as const);
  const band = [
    ...forecast.map(({ day, high }) => [day, high] as const),
    ...[...forecast].reverse().map(({ day, low }) => [day, low] as const),
  ];
  const lines = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const height = fixed(y(top * share));
    const label = Math.round(top * share * 100) / 100;
    return `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${height}" y2="${height}"/><text x="${LEFT - 8}" y="${height}" class="end middle">${label.toLocaleString('en-US')}</text>`;
  });
  const span = Math.round((last - first) / DAY_MS);
  const step = Math.max(1, Math.ceil(span / MOST_LABELS));
  const labels = Array.from({ length: Math.floor(span / step) + 1 }, (_, index) => {
    const day = new Date(first + index * step * DAY_MS).toISOString().slice(0, 10);
    return `<text x="${fixed(x(day))}" y="${HEIGHT - 6}" class="center">${day.slice(5)}</text>`;
  });
  return figure(
    title,
    HEIGHT,
    [
      ...lines,
      ...labels,
      ...(band.length === 0 ? [] : [`<path class="band" d="${path(band)} Z"/>`]),
      ...(expected.length === 0 ? [] : [`<path class="line expected" d="${path(expected)}"/>`]),
      `<path class="line" d="${path(actual)}"/>`,
      ...points.map(
        ({ day, amount }) =>
          `<circle cx="${fixed(x(day))}" cy="${fixed(y(amount))}" r="2.5"><title>${escapedHtml(`${day}: ${amount.toFixed(2)} ${currency}`)}</title></circle>`,
      ),
    ],
    forecast.length === 0
      ? ''
      : 'Solid: billed. Dashed: forecast of usage, with its 80 % interval.',
  );
}

function barsSvg({ title, currency, bars }: BarChart): string {
  const shown = bars.filter(({ amount }) => amount > 0);
  const most = Math.max(...shown.map(({ amount }) => amount), 0);
  if (shown.length === 0) return '';
  const room = WIDTH - BAR.label - BAR.value;
  const rows = shown.map(({ name, amount }, index) => {
    const top = index * (BAR.height + BAR.gap);
    const width = Math.max(1, (amount / most) * room);
    const middle = top + BAR.height / 2;
    const label = name.length > 38 ? `${name.slice(0, 37)}…` : name;
    return `<text x="${BAR.label - 10}" y="${middle}" class="end middle">${escapedHtml(label)}<title>${escapedHtml(name)}</title></text><rect class="bar" x="${BAR.label}" y="${top}" width="${fixed(width)}" height="${BAR.height}" rx="3"/><text x="${fixed(BAR.label + width + 8)}" y="${middle}" class="middle">${amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })} ${escapedHtml(currency)}</text>`;
  });
  return figure(title, shown.length * (BAR.height + BAR.gap), rows, '');
}

function figure(title: string, height: number, parts: readonly string[], caption: string): string {
  const label = escapedHtml(title);
  return `<figure><figcaption>${label}</figcaption><svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${label}">${parts.join('')}</svg>${caption === '' ? '' : `<p class="note">${escapedHtml(caption)}</p>`}</figure>`;
}

/** The next of 1, 2, 2.5 and 5 times a power of ten. */
function niceTop(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  return ([1, 2, 2.5, 5, 10].find((step) => step * power >= most) ?? 10) * power;
}

function fixed(value: number): string {
  return value.toFixed(1);
}
