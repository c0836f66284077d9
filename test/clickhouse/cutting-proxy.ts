import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Passes bytes on to a server, and cuts a connection now and then: in the middle of a request, or of its answer. */
export class CuttingProxy implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Of each piece of data, the chance that the connection is cut instead of passing it on. */
  chance = 0;
  cuts = 0;

  constructor(port: () => number) {
    this.#server = createServer((client) => {
      const server = connect(port(), '127.0.0.1');
      this.#pass(client, server);
      this.#pass(server, client);
    });
  }

  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #pass(from: Socket, to: Socket): void {
    this.#sockets.add(from);
    from.on('data', (data) => {
      if (Math.random() >= this.chance) {
        to.write(data);
        return;
      }
      this.cuts += 1;
      to.write(data.subarray(0, data.length / 2), () => {
        from.destroy();
        to.destroy();
      });
    });
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
  }
}
