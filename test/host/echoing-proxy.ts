import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request as forward, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** The parts of a request that decide how it is answered. */
export interface PassingRequest {
  readonly path: string;
  /** The operation of AWS's JSON protocol: `AmazonSQS.ListQueues`. */
  readonly operation: string;
}

export interface EchoingProxy extends AsyncDisposable {
  readonly url: string;
  /** Secrets that were seen in requests: tokens and keys. A signature is good for its own request only. */
  readonly seen: ReadonlySet<string>;
}

/**
 * A proxy for AWS or Port that passes requests on. It answers the chosen ones itself, with an error whose message
 * repeats the request in every form that a server might use.
 */
export async function echoingProxy(
  target: string,
  isEchoed: (request: PassingRequest) => boolean,
): Promise<EchoingProxy> {
  const seen = new Set<string>();
  const server = createServer((request, response) => {
    void (async () => {
      const body = await buffer(request);
      const { authorization = '' } = request.headers;
      for (const secret of secretsIn(request)) seen.add(secret);
      const operation = String(request.headers['x-amz-target'] ?? '');
      if (isEchoed({ path: request.url ?? '', operation })) {
        const sent = [authorization, request.headers['x-amz-security-token'] ?? '', String(body)];
        const message = sent.map((text) => everyForm(String(text))).join(' | ');
        const code = 'ValidationException';
        const answer = JSON.stringify({ __type: code, ok: false, error: code, message });
        response
          .writeHead(400, {
            'content-type': 'application/x-amz-json-1.0',
            'x-amzn-requestid': randomUUID(),
          })
          .end(answer);
        return;
      }
      const { method, headers, url = '' } = request;
      const passed = forward(`${target}${url}`, { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      });
      passed.on('error', () => response.destroy());
      passed.end(body);
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function everyForm(text: string): string {
  const base64 = Buffer.from(text).toString('base64');
  return [text, encodeURIComponent(text), base64, JSON.stringify(text)].join(' ');
}

function secretsIn({ headers }: IncomingMessage): readonly string[] {
  const { authorization = '' } = headers;
  const token = headers['x-amz-security-token'];
  const [, bearer] = /^Bearer (.+)$/.exec(authorization) ?? [];
  const [, key] = /Credential=([^/]+)\//.exec(authorization) ?? [];
  return [token, bearer, key].filter((text): text is string => typeof text === 'string');
}
