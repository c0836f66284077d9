import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { text as textOf } from 'node:stream/consumers';

/** What stands in for Port where it says what the embedded one never would. */
export interface ScriptedPort extends AsyncDisposable {
  readonly baseUrl: string;
}

/** What it says to one call. */
export interface ScriptedAnswer {
  /** @default 200 */
  readonly status?: number;
  readonly text: string;
  /** @default application/json */
  readonly contentType?: string;
}

/** Starts a server that gives a token to every client, and answers everything else as told. */
export async function startScriptedPort(
  answer: (request: IncomingMessage, body: string) => ScriptedAnswer,
  token = JSON.stringify({ accessToken: 'scripted', expiresIn: 3_600, tokenType: 'Bearer' }),
): Promise<ScriptedPort> {
  const server = createServer((request, response) => {
    void textOf(request).then((body) => {
      const given =
        request.url === '/v1/auth/access_token' ? { text: token } : answer(request, body);
      const { status = 200, text, contentType = 'application/json' } = given;
      response.writeHead(status, { 'content-type': contentType }).end(text);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('it listens nowhere');
  return {
    baseUrl: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
