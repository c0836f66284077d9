import { connect } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { BillWorld, focusRow } from '../../cost/billing/bill-world.ts';
import { API, API_TOKEN, ApiWorld } from './api-world.ts';

/** What the tags of a resource may say: whoever may tag one writes into the bill. */
const FORMULA = "=cmd|' /C calc'!A0";
const LINES = 'two\r\n"lines", and a comma';
const PLUS = '+1-555';

let world: ApiWorld;
let bill: BillWorld;
beforeAll(async () => {
  bill = await BillWorld.create();
  world = await ApiWorld.create({}, () => Date.parse('2026-11-22T12:00:00Z'));
  const rows = [FORMULA, LINES, PLUS].map((owner) =>
    focusRow({ BilledCost: '-2.5', Tags: JSON.stringify({ owner }) }),
  );
  await world.import([await bill.csv('october.csv', rows)]);
  await world.start();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await bill[Symbol.asyncDispose]();
});

/** Sends bytes as they are, and reads until the server closes. @returns the status, the type, and the body */
async function raw(
  method: string,
  target: string,
  { headers = '', body = '' } = {},
): Promise<{ readonly status: number; readonly type: string; readonly body: string }> {
  const { hostname, port } = new URL(world.url);
  const socket = connect(Number(port), hostname);
  const length = method === 'GET' ? '' : `content-length: ${Buffer.byteLength(body)}\r\n`;
  socket.write(
    `${method} ${target} HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${API_TOKEN}\r\n` +
      `connection: close\r\n${length}${headers}\r\n${body}`,
  );
  const answer = await textOf(socket);
  const [head = '', ...rest] = answer.split('\r\n\r\n');
  return {
    status: Number(/^HTTP\/1.1 (?<status>\d+)/.exec(head)?.groups?.['status']),
    type: /^content-type: (?<type>.*)$/im.exec(head)?.groups?.['type']?.trim() ?? '',
    body: rest.join('\r\n\r\n'),
  };
}

const PROBLEM = 'application/problem+json';

test.each([
  ['a field twice', '/costs?start_date=2026-10-01&start_date=2026-10-02', 400],
  ['a sort twice', '/opportunities?sort=risk&sort=effort', 400],
  ['a list with too many values', `/costs?${'region=eu-west-1&'.repeat(21)}`, 400],
  ['an empty list', '/costs?group_by=', 400],
  ['an empty number', '/costs?limit=', 400],
  ['a negative limit', '/costs?limit=-1', 400],
  ['a limit beyond all integers', '/costs?limit=99999999999999999999', 400],
  ['a fraction of a row', '/costs?limit=1.5', 400],
  ['an unknown field', '/costs?colour=red', 400],
  ['a field of JavaScript', '/costs?__proto__=1', 400],
  ['another field of JavaScript', '/costs?constructor=1&toString=2', 400],
  ['a field with brackets', '/costs?service[]=ec2', 400],
  ['a NUL', '/costs?service=%00', 400],
  ['a line break', '/costs?tag=a%3Db%0D%0Ax', 400],
  ['a value that is not UTF-8', '/costs?service=%ff%fe', 400],
  ['a value that is badly encoded', '/costs?service=%E0%A4%A', 400],
  ['a long value', `/costs?service=${'x'.repeat(4_000)}`, 400],
  ['SQL', "/costs?tag=a'%5D%20or%201=1%20--%3D1", 200],
  ['a path that leaves the API', '/../../../etc/passwd', 404],
  ['an encoded path', '/jobs/..%2F..%2F..%2Fetc%2Fpasswd', 404],
  ['a badly encoded path', '/jobs/%E0%A4%A', 400],
  ['a NUL in a path', '/opportunities/%00', 400],
  ['a long path', `/costs/resources/${'x'.repeat(3_000)}`, 400],
  ['a path that is too long', `/costs/resources/${'x'.repeat(9_000)}`, 414],
  ['a slash at the end', '/costs/', 404],
  ['capitals', '/Costs', 404],
])('%s', async (_, to, status) => {
  const answer = await raw('GET', `${API}${to}`);

  expect([answer.status, answer.body]).toEqual([status, expect.any(String)]);
  if (status !== 200) expect(answer.type).toBe(PROBLEM);
  expect(answer.body).not.toMatch(/node_modules|at .*\.ts:|root:x:0/);
});

test('headers that are too large are refused, and the server goes on', async () => {
  const { status } = await raw('GET', `${API}/costs?service=${'x'.repeat(20_000)}`);

  expect(status).toBe(431);
  expect((await world.get('/costs')).status).toBe(200);
});

test.each([
  ['PUT', '/costs', 'GET, HEAD'],
  ['TRACE', '/opportunities', 'GET, HEAD'],
  ['POST', '/opportunities/one', 'GET, HEAD, PATCH'],
  ['GET', '/collect', 'POST'],
  ['OPTIONS', '/jobs/one', 'GET, HEAD'],
])('%s %s is 405', async (method, to, allow) => {
  const answer = await raw(method, `${API}${to}`);

  expect([answer.status, answer.type]).toEqual([405, PROBLEM]);
  expect(answer.body).toContain(allow);
});

test.each([
  ['no JSON', 'application/json', '{"state":', 400],
  ['a list', 'application/json', '[]', 400],
  ['a text', 'application/json', '"done"', 400],
  ['null', 'application/json', 'null', 400],
  ['lists in lists', 'application/json', '['.repeat(100_000) + ']'.repeat(100_000), 400],
  ['a prototype', 'application/json', '{"__proto__":{"state":"done"}}', 400],
  ['another type', 'text/plain', 'state=done', 415],
  ['a form', 'application/x-www-form-urlencoded', 'state=done', 415],
  ['too much', 'application/json', `{"state":"${'x'.repeat(1_100_000)}"}`, 413],
])('a body with %s is refused', async (_, type, body, status) => {
  for (const [method, to] of [
    ['PATCH', '/opportunities/one'],
    ['POST', '/collect'],
  ] as const) {
    const answer = await raw(method, `${API}${to}`, { headers: `content-type: ${type}\r\n`, body });

    expect([answer.status, answer.type]).toEqual([status, PROBLEM]);
  }
});

test('HEAD is GET without a body, and a condition does not hide the bill', async () => {
  const head = await raw('HEAD', `${API}/costs`);
  const conditional = await raw('GET', `${API}/costs`, { headers: 'if-none-match: *\r\n' });

  expect([head.status, head.body]).toEqual([200, '']);
  expect(conditional.status).toBe(200);
  expect(conditional.body).toContain('"total":"-7.5"');
});

test('texts of tags stay in their field of CSV, and a spreadsheet computes none of them', async () => {
  const { body } = await raw('GET', `${API}/costs?group_by=tag:owner`, {
    headers: 'accept: text/csv\r\n',
  });
  const json = await world.get('/costs', { group_by: 'tag:owner' });

  expect(body).toContain(`,'${FORMULA},`);
  expect(body).toContain(`,'${PLUS},`);
  expect(body).toContain(',"two\r\n""lines"", and a comma",');
  expect(body).toContain(',-2.5');
  expect(json.text).toContain(JSON.stringify(FORMULA));
});
