/**
 * ClickHouse's HTTP interface over chdb, ClickHouse as a library: `node serve.mjs <port> <folder>`. A process of its
 * own, because it is killed and started again. Prints its port when it listens.
 */
import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { URL } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Session } from 'chdb';

const [, , port = '0', folder = ''] = process.argv;
const PASSWORD = process.env.SHIM_PASSWORD ?? '';
/** Parameters of a request that are no settings. */
const NOT_SETTINGS = new Set([
  'query',
  'query_id',
  'database',
  'default_format',
  'role',
  'session_id',
]);
/** Keeps the engine loaded between requests. */
const keeper = new Session(folder);

const server = createServer((request, response) => {
  answer(request).then(
    ({ status = 200, headers = {}, body }) => {
      const isZipped = status === 200 && request.headers['accept-encoding'] === 'gzip';
      response.writeHead(status, { ...headers, ...(isZipped && { 'content-encoding': 'gzip' }) });
      response.end(isZipped ? gzipSync(body) : body);
    },
    (error) => {
      const code = /^Code: (\d+)/.exec(error.message)?.[1] ?? '1002';
      response.writeHead(500, { 'x-clickhouse-exception-code': code });
      response.end(error.message);
    },
  );
});
server.listen(Number(port), '127.0.0.1', () => {
  process.stdout.write(`${server.address().port}\n`);
});

async function answer(request) {
  const { pathname, searchParams } = new URL(request.url, 'http://shim');
  const sent = await bodyOf(request); // fails when the connection is cut
  if (pathname === '/ping') return { body: 'Ok.\n' };
  if (!isLoggedIn(request)) {
    throw new Error(
      'Code: 516. DB::Exception: default: Authentication failed: password is incorrect. (AUTHENTICATION_FAILED)',
    );
  }
  const session = new Session(folder); // settings end with the request
  try {
    const database = searchParams.get('database');
    if (database !== null) await session.queryAsync(`use ${quoted(database)}`);
    await applySettings(session, searchParams);
    const given = searchParams.get('query');
    if (given?.endsWith('format Parquet')) return await insertParquet(session, given, sent);
    const text = sent.toString();
    if (given === null) await assertOneStatement(text);
    const result = await session.queryAsync(given === null ? text : `${given}\n${text}`, {
      format: searchParams.get('default_format') ?? 'TabSeparated',
    });
    return { headers: { 'content-type': 'text/plain' }, body: Buffer.from(result.bytes()) };
  } finally {
    session.close();
  }
}

/** The library takes statements as text only: the file that stands after one goes by the disk. */
async function insertParquet(session, statement, sent) {
  const file = `${folder}-${randomUUID()}.parquet`;
  await writeFile(file, sent);
  try {
    const [, into, columns] = /^(insert into \S+) \((.+)\) format Parquet$/s.exec(statement);
    await session.queryAsync(
      `${into} (${columns}) select ${columns} from file('${file}', Parquet)`,
    );
    return { body: Buffer.from('') };
  } finally {
    await rm(file);
  }
}

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
}

/** `readonly` last: nothing can be set after it. */
async function applySettings(session, parameters) {
  const settings = [...parameters].filter(([name]) => !NOT_SETTINGS.has(name));
  settings.sort(([one], [other]) => Number(one === 'readonly') - Number(other === 'readonly'));
  for (const [name, value] of settings) {
    await session.queryAsync(`set ${name} = '${value.replaceAll(/[\\']/g, String.raw`\$&`)}'`);
  }
}

/** The server refuses several statements, and a file of its own for the result; the library takes both. */
async function assertOneStatement(text) {
  const literal = text.replaceAll(/[\\']/g, String.raw`\$&`);
  await keeper.queryAsync(`select formatQuerySingleLine('${literal}')`);
}

function isLoggedIn({ headers }) {
  if (PASSWORD === '') return true;
  const [, password] = Buffer.from((headers.authorization ?? '').replace('Basic ', ''), 'base64')
    .toString()
    .split(':');
  return password === PASSWORD;
}

function quoted(name) {
  return `\`${name.replaceAll('`', '')}\``;
}
