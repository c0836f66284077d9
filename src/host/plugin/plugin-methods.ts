import type { handleUnaryCall, ServiceDefinition } from '@grpc/grpc-js';
import { batchAnswer } from '../../app/cost/served-plugin/plugin-batch.ts';
import { PLUGIN_NAME, type PluginService } from '../../app/cost/served-plugin/plugin-service.ts';
import {
  CostSourceServiceService,
  type CostSourceServiceServer,
} from '../../cost/engine/plugins/protocol/finfocus/v1/cost_source.generated.ts';
import type { SecretMask } from '../../lib/secret-mask.ts';
import { callStatus, refusalOf, type PluginPackage } from './call-status.ts';

/** As the host's logger. */
export interface PluginLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface PluginMethodsOptions {
  readonly service: PluginService;
  readonly pluginPackage: PluginPackage;
  readonly logger: PluginLogger;
  readonly secrets: SecretMask;
  /** Aborted when the server gives up on calls that do not end. */
  readonly signal: AbortSignal;
}

/** The methods of the plugin protocol for gRPC. */
export function pluginMethods(options: PluginMethodsOptions): CostSourceServiceServer {
  const { service } = options;
  const method = <Request, Response>(
    name: string,
    answer: (request: Request, signal: AbortSignal) => Response | Promise<Response>,
  ): handleUnaryCall<Request, Response> => unary(name, answer, options);
  return {
    name: method('Name', () => ({ name: PLUGIN_NAME })),
    getPluginInfo: method('GetPluginInfo', () => service.info()),
    supports: method('Supports', ({ resource }) => service.supports(resource)),
    getProjectedCost: method('GetProjectedCost', (request) => service.projected(request)),
    getActualCost: method('GetActualCost', (request, signal) => service.actual(request, signal)),
    getPricingSpec: method('GetPricingSpec', (request) => service.spec(request)),
    estimateCost: method('EstimateCost', (request) => service.estimate(request)),
    getRecommendations: method('GetRecommendations', (request, signal) =>
      service.recommendations(request, signal),
    ),
    dismissRecommendation: method('DismissRecommendation', (request) => service.dismiss(request)),
    getBudgets: method('GetBudgets', (request, signal) => service.budgets(request, signal)),
    dryRun: method('DryRun', (request) => service.dryRun(request)),
    batchCost: method('BatchCost', (request, signal) => batchAnswer(service, request, signal)),
  };
}

/** The service under a name of its package: the same methods with other paths. */
export function serviceDefinition(pluginPackage: PluginPackage): ServiceDefinition {
  return Object.fromEntries(
    Object.entries(CostSourceServiceService).map(([name, method]) => [
      name,
      { ...method, path: method.path.replace(/^\/[^/]+\./, `/${pluginPackage}.`) },
    ]),
  );
}

function unary<Request, Response>(
  name: string,
  answer: (request: Request, signal: AbortSignal) => Response | Promise<Response>,
  { logger, pluginPackage, secrets, signal: stopped }: PluginMethodsOptions,
): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    const cancelled = new AbortController();
    call.on('cancelled', () => {
      cancelled.abort();
    });
    const signal = AbortSignal.any([cancelled.signal, stopped]);
    const run = async (): Promise<void> => {
      let response: Response;
      try {
        response = await answer(call.request, signal);
      } catch (error) {
        if (refusalOf(error) === undefined && !signal.aborted) {
          logger.error({ method: name, err: error }, 'a call failed');
        }
        callback(callStatus(error, { signal, pluginPackage, secrets }));
        return;
      }
      callback(null, response);
    };
    void run();
  };
}
