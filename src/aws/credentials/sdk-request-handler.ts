import { HttpResponse, type HttpHandler } from '@smithy/core/protocols';
import type { HttpSender } from '../http-sender.ts';

/**
 * Lets the SDK's own clients, those of STS and SSO in its credential providers, send requests like all
 * others: through the proxy, with the configured root certificates. The sender stays open.
 *
 * @param signal ends requests in flight
 */
export function sdkRequestHandler(http: HttpSender, signal: AbortSignal): HttpHandler {
  return {
    async handle(request) {
      const answer = await http.send(request, signal);
      return { response: new HttpResponse(answer) };
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
    destroy: () => undefined,
  };
}
