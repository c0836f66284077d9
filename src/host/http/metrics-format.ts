/** How metrics are written: Prometheus' classic text format, or OpenMetrics. */
export type MetricsFormat = 'text' | 'openmetrics';

const TEXT = 'text/plain';
const OPEN_METRICS = 'application/openmetrics-text';

/** The media type of each format. */
export const METRICS_TYPES: Readonly<Record<MetricsFormat, string>> = {
  text: `${TEXT}; version=0.0.4; charset=utf-8`,
  openmetrics: `${OPEN_METRICS}; version=1.0.0; charset=utf-8`,
};

/** What a client accepts, with how much it likes it: from 0 (not at all) to 1. */
interface Accepted {
  readonly name: string;
  readonly quality: number;
}

/**
 * The format that a scraper asks for with `Accept`: OpenMetrics only when it likes that more than plain text, or as
 * much and names it first.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-accept
 */
export function acceptedFormat(accept = ''): MetricsFormat {
  const accepted = parsed(accept);
  const best = (name: string): number => {
    const found = accepted.filter((one) => one.name === name).map(({ quality }) => quality);
    return Math.max(0, ...found);
  };
  const openMetrics = best(OPEN_METRICS);
  const text = best(TEXT);
  if (openMetrics === 0 || openMetrics < text) return 'text';
  if (openMetrics > text) return 'openmetrics';
  const first = accepted.find(({ name }) => name === OPEN_METRICS || name === TEXT);
  return first?.name === TEXT ? 'text' : 'openmetrics';
}

/** Does the client take gzip? */
export function acceptsGzip(acceptEncoding = ''): boolean {
  const accepted = parsed(acceptEncoding);
  const found =
    accepted.find(({ name }) => name === 'gzip') ?? accepted.find(({ name }) => name === '*');
  return found !== undefined && found.quality > 0;
}

/** `text/plain;version=0.0.4;q=0.2, *` */
function parsed(header: string): readonly Accepted[] {
  return header.split(',').map((part) => {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    const quality = parameters.find((text) => /^q\s*=/.test(text))?.replace(/^q\s*=\s*/, '');
    const value = quality === undefined ? 1 : Number(quality);
    return { name, quality: value >= 0 && value <= 1 ? value : 0 };
  });
}

const COUNTER_SUFFIX = '_total';

/**
 * The same metrics in OpenMetrics, without its last line. Names stay: a counter whose name does not end in `_total`
 * has no type there.
 *
 * @param text metrics in the classic format
 * @see https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md
 */
export function openMetricsOf(text: string): string {
  const counters = new Set(
    [...text.matchAll(/^# TYPE (\S+) counter$/gm)].map(([, name = '']) => name),
  );
  const familyOf = (name: string): string =>
    counters.has(name) && name.endsWith(COUNTER_SUFFIX)
      ? name.slice(0, -COUNTER_SUFFIX.length)
      : name;
  return text
    .replaceAll(/^# (HELP|TYPE) (\S+)(.*)$/gm, (_, keyword: string, name: string, rest: string) => {
      const family = familyOf(name);
      if (keyword === 'HELP') return `# HELP ${family}${rest.replaceAll('"', String.raw`\"`)}`;
      const isNameless = counters.has(name) && family === name;
      return `# TYPE ${family} ${isNameless ? 'unknown' : rest.trim().replace('untyped', 'unknown')}`;
    })
    .replaceAll(/\n{2,}/g, '\n')
    .replace(/^\n/, '');
}
