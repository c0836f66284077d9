import type { ServiceError } from '../wire/call.ts';
import { SERVICES } from '../wire/services.ts';
import type { ServiceModel } from '../wire/service-model.ts';
import { serviceError } from '../wire/service-error.ts';
import { requiredMembers } from '../wire/required-members.ts';
import { listMembers, sizeMember, tokenMembers } from './schema-facts.ts';

/** Facts about an operation from the SDK's models. */
export class OperationFacts {
  /** `sqs:ListQueues` */
  readonly name: string;
  readonly service: ServiceModel;
  /** The required members of the input. */
  readonly required: readonly string[];
  /** The members with page size and token; empty for none. */
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

  /** A service error, by the name in a rule. */
  error(name: string, message: string): ServiceError {
    return serviceError(this.service, name, message);
  }
}
