import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Passes requests on as those of a scraper that only knows the classic text format. */
export interface TextProxy extends AsyncDisposable {
  /** `127.0.0.1:41231` */
  readonly host: string;
}

/** @param target `http://127.0.0.1:8080` */
export async function startTextProxy(target: string): Promise<TextProxy> {
  const server = createServer((request, response) => {
    const headers = { accept: 'text/plain;version=0.0.4' };
    fetch(`${target}${request.url ?? ''}`, { headers }).then(
      async (answer) => {
        const body = await answer.text();
        response.setHeader('content-type', answer.headers.get('content-type') ?? '');
        response.writeHead(answer.status).end(body);
      },
      () => response.destroy(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
