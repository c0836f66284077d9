import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export const WEBHOOK_SECRET = 'a-secret-of-20-chars';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver of notifications that answers as told, then with 204. */
export class WebhookReceiver implements AsyncDisposable {
  readonly received: Received[] = [];
  readonly answers: number[] = [];
  /** Notifications whose id begins so are never taken. */
  refuses: string | undefined;
  readonly #server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      this.received.push({ headers: request.headers, body });
      const isRefused = this.refuses !== undefined && body.includes(`"id":"${this.refuses}`);
      response.writeHead(isRefused ? 422 : (this.answers.shift() ?? 204)).end();
    });
  });

  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hooks?token=hidden`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** What the signature must be, by the documentation. */
export function expectedSignature({ headers, body }: Received): string {
  const timestamp = String(headers['x-longshore-timestamp']);
  const sum = createHmac('sha256', WEBHOOK_SECRET).update(`${timestamp}.${body}`).digest('base64');
  return `v1,${sum}`;
}
