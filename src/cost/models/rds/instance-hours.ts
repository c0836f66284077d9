import { HOURS_PER_MONTH } from '../../money/basis.ts';
import type { MissingPrice, Price } from '../../prices/price.ts';
import type { Component } from '../cost-model.ts';
import { firstListed } from '../first-listed.ts';
import { listedDeployments, listedLicense, type Deployment, type ListedEngine } from './engines.ts';

interface InstanceHours {
  readonly engine: ListedEngine;
  readonly instanceClass: string | undefined;
  readonly deployment: Deployment;
  /** As the API of RDS names it. */
  readonly license?: string | undefined;
  readonly price: (
    name: 'instance' | 'licensedInstance',
    ...values: readonly (string | undefined)[]
  ) => Price | MissingPrice;
}

/** The hours of a database that is not Aurora's. The price covers all copies of the deployment. */
export function instanceHours({
  engine,
  instanceClass,
  deployment,
  license,
  price,
}: InstanceHours): Component {
  const priceOf = (option: Deployment): Price | MissingPrice =>
    engine.edition === undefined
      ? price('instance', instanceClass, engine.engine, option)
      : price(
          'licensedInstance',
          instanceClass,
          engine.engine,
          engine.edition,
          listedLicense(engine, license),
          option,
        );
  const [first, ...others] = listedDeployments(engine, deployment);
  return {
    name: 'instance hours',
    price: firstListed(priceOf(first), ...others.map(priceOf)),
    quantity: HOURS_PER_MONTH,
  };
}
