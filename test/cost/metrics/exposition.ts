/** One line of a page. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A page, read strictly. */
export interface Exposition {
  readonly samples: readonly Sample[];
  /** By name, as in `# TYPE`. */
  readonly types: ReadonlyMap<string, string>;
  readonly units: ReadonlyMap<string, string>;
}

const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"/y;
const VALUE = / (-?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|NaN|\+?Inf))$/y;

/**
 * Reads a page as Prometheus does, and stricter: samples stand below their own header, families are whole, and no two
 * samples have the same name and labels.
 *
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function readExposition(text: string): Exposition {
  if (text !== '' && !text.endsWith('\n')) throw new Error('the last line has no end');
  const page = {
    samples: [] as Sample[],
    types: new Map<string, string>(),
    units: new Map<string, string>(),
  };
  const seen = new Set<string>();
  let family: string | undefined;
  for (const line of text.split('\n').slice(0, -1)) {
    const [, keyword = '', name = '', rest = ''] =
      /^# (HELP|TYPE|UNIT) (\S+) (.+)$/.exec(line) ?? [];
    switch (keyword) {
      case 'HELP':
        if (page.types.has(name)) throw new Error(`${name} comes twice`);
        if (/\\(?![\\n"])/.test(rest)) throw new Error(`bad escape: ${line}`);
        family = name;
        break;
      case 'TYPE':
        if (name !== family || page.types.has(name)) throw new Error(`misplaced: ${line}`);
        page.types.set(name, rest);
        break;
      case 'UNIT':
        if (name !== family || !name.endsWith(`_${rest}`)) throw new Error(`bad unit: ${line}`);
        page.units.set(name, rest);
        break;
      default: {
        const sample = sampleOf(line);
        if (sample.name !== family || !page.types.has(family))
          throw new Error(`misplaced: ${line}`);
        const key = JSON.stringify([sample.name, Object.entries(sample.labels).sort()]);
        if (seen.has(key)) throw new Error(`duplicate: ${line}`);
        seen.add(key);
        page.samples.push(sample);
      }
    }
  }
  return page;
}

function sampleOf(line: string): Sample {
  NAME.lastIndex = 0;
  const name = NAME.exec(line)?.[0];
  if (name === undefined) throw new Error(`no sample: ${line}`);
  let at = name.length;
  const labels: Record<string, string> = {};
  if (line[at] === '{') {
    do {
      LABEL.lastIndex = at + 1;
      const [whole = '', label = '', value = ''] = LABEL.exec(line) ?? [];
      if (whole === '' || label in labels) throw new Error(`bad labels: ${line}`);
      labels[label] = value.replaceAll(/\\(.)/g, (_, escaped: string) =>
        escaped === 'n' ? '\n' : escaped,
      );
      at = LABEL.lastIndex;
    } while (line[at] === ',');
    if (line[at] !== '}') throw new Error(`bad labels: ${line}`);
    at += 1;
  }
  VALUE.lastIndex = at;
  const value = VALUE.exec(line)?.[1];
  if (value === undefined) throw new Error(`bad value: ${line}`);
  return { name, labels, value: Number(value) };
}
