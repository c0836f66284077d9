import type { ServiceError } from '../wire/call.ts';
import { SERVICES } from '../wire/services.ts';
import type { ServiceModel } from '../wire/service-model.ts';
import { serviceError } from '../wire/service-error.ts';
import { listMembers, requiredMembers, sizeMember, tokenMembers } from './schema-facts.ts';

/** What the SDK's models tell of an operation. */
export class OperationFacts {
  /** `sqs:ListQueues` */
  readonly name: string;
  readonly service: ServiceModel;
  /** The members of the input that a request must have. */
  readonly required: readonly string[];
  /** The members that carry page size and token; empty where there are none. */
  readonly size: string;
  readonly tokenIn: string;
  readonly tokenOut: string;
  /** The members of the output that are lists. */
  readonly lists: readonly string[];

  /** @throws when the service's model is not loaded, or has no such operation */
  constructor(name: string) {
    const [service = '', operation = ''] = name.split(':');
    const model = SERVICES.get(service);
    const found = model?.operations.get(operation);
    if (model === undefined || found === undefined) throw new Error(`no model of ${name}`);
    const tokens = tokenMembers(found);
    this.name = name;
    this.service = model;
    this.required = requiredMembers(found.input);
    this.size = sizeMember(found);
    this.tokenIn = tokens.in;
    this.tokenOut = tokens.out;
    this.lists = listMembers(found.output);
  }

  /** An error of the service, by the name that a rule gives it. */
  error(name: string, message: string): ServiceError {
    return serviceError(this.service, name, message);
  }
}
