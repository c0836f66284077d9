import { expect, test } from '@jest/globals';
import { dashboard, panelExpressions, withVariables, type Panel } from './dashboard.ts';

const WIDTH = 24;

test('the dashboard has variables for the data source, accounts and regions', () => {
  const { templating } = dashboard();

  expect(templating.list.map(({ name, type }) => [name, type])).toEqual([
    ['datasource', 'datasource'],
    ['account', 'query'],
    ['region', 'query'],
    ['job', 'query'],
  ]);
});

test('every panel reads the data source that is chosen', () => {
  const { panels } = dashboard();
  const sources = panels.flatMap(({ datasource, targets }) => [
    ...(datasource === undefined ? [] : [datasource]),
    ...targets.map((target) => target.datasource),
  ]);

  expect(sources.length).toBeGreaterThan(50);
  for (const source of sources) {
    expect(source).toEqual({ type: 'prometheus', uid: '${datasource}' });
  }
});

test('every selector of cost metrics is for the chosen accounts and regions', () => {
  const selectors = panelExpressions().flatMap(({ place, text }) =>
    [...text.matchAll(/\bcloudcost_aws_\w+(\{[^}]*\})?/g)].map(([selector]) => ({
      place,
      selector,
    })),
  );
  const wider = selectors.filter(
    ({ selector }) => !/\{account_id=~"\$account", region=~"\$region"[,}]/.test(selector),
  );

  expect(selectors.length).toBeGreaterThan(50);
  expect(wider).toEqual([]);
});

test('no variable is unknown', () => {
  const names = new Set(dashboard().templating.list.map(({ name }) => name));
  const used = panelExpressions().flatMap(({ text }) =>
    [...text.matchAll(/\$(\w+)/g)].map(([, name = '']) => name),
  );
  const unknown = used.filter((name) => !names.has(name) && !name.startsWith('__'));

  expect(unknown.filter((name) => !/^\d+$/.test(name))).toEqual([]);
  for (const { text } of panelExpressions()) {
    expect(withVariables(text)).not.toMatch(/\$[a-z_]/);
  }
});

test('panels have a number of their own, and do not overlap', () => {
  const { panels } = dashboard();

  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  for (const [index, panel] of panels.entries()) {
    expect(panel.gridPos.x + panel.gridPos.w).toBeLessThanOrEqual(WIDTH);
    const covered = panels.slice(index + 1).filter((other) => overlap(panel, other));
    expect(covered.map(({ title }) => `${panel.title}: ${title}`)).toEqual([]);
  }
});

function overlap({ gridPos: one }: Panel, { gridPos: other }: Panel): boolean {
  return (
    one.x < other.x + other.w &&
    other.x < one.x + one.w &&
    one.y < other.y + other.h &&
    other.y < one.y + one.h
  );
}
