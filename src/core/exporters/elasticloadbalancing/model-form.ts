import type {
  HealthCheck,
  ListenerDescription,
  LoadBalancerDescription,
  PolicyDescription,
} from '@aws-sdk/client-elastic-load-balancing';

/** A listed load balancer in CloudFormation's form: ports and periods are strings. */
export function formOfModel(balancer: LoadBalancerDescription) {
  const { Instances, HealthCheck: check, ListenerDescriptions, Policies } = balancer;
  return {
    Instances: Instances?.flatMap(({ InstanceId }) => InstanceId ?? []),
    HealthCheck: check === undefined ? undefined : healthCheck(check),
    Listeners: ListenerDescriptions?.map(listener),
    AppCookieStickinessPolicy: Policies?.AppCookieStickinessPolicies,
    LBCookieStickinessPolicy: Policies?.LBCookieStickinessPolicies?.map(
      ({ PolicyName, CookieExpirationPeriod: period }) => ({
        PolicyName,
        ...(period !== undefined && { CookieExpirationPeriod: String(period) }),
      }),
    ),
    OtherPolicies: Policies?.OtherPolicies,
  };
}

/**
 * Policies in CloudFormation's form, with the ports of the load balancer and instances that use them.
 * Stickiness policies are separate properties there.
 */
export function policiesOfModel(
  policies: readonly PolicyDescription[],
  { ListenerDescriptions = [], BackendServerDescriptions = [], Policies }: LoadBalancerDescription,
): readonly object[] {
  const { AppCookieStickinessPolicies = [], LBCookieStickinessPolicies = [] } = Policies ?? {};
  const sticky = [...AppCookieStickinessPolicies, ...LBCookieStickinessPolicies];
  return policies
    .filter(({ PolicyName: name }) => !sticky.some(({ PolicyName }) => PolicyName === name))
    .map(({ PolicyName = '', PolicyTypeName, PolicyAttributeDescriptions = [] }) => {
      const uses = ({ PolicyNames = [] }: { readonly PolicyNames?: string[] | undefined }) =>
        PolicyNames.includes(PolicyName);
      const LoadBalancerPorts = ListenerDescriptions.filter(uses).flatMap(({ Listener }) =>
        Listener === undefined ? [] : String(Listener.LoadBalancerPort),
      );
      const InstancePorts = BackendServerDescriptions.filter(uses).flatMap(({ InstancePort }) =>
        InstancePort === undefined ? [] : String(InstancePort),
      );
      return {
        PolicyName,
        PolicyType: PolicyTypeName,
        Attributes: PolicyAttributeDescriptions.map(({ AttributeName, AttributeValue }) => ({
          Name: AttributeName,
          Value: AttributeValue,
        })),
        ...(LoadBalancerPorts.length > 0 && { LoadBalancerPorts }),
        ...(InstancePorts.length > 0 && { InstancePorts }),
      };
    });
}

function healthCheck({ Target, ...numbers }: HealthCheck): object {
  const texts = Object.entries(numbers).map(([name, value]) => [name, String(value)] as const);
  return { Target, ...Object.fromEntries(texts) };
}

function listener({ Listener, PolicyNames }: ListenerDescription): object {
  const { LoadBalancerPort, InstancePort, ...rest } = Listener ?? {};
  return {
    ...rest,
    ...(LoadBalancerPort !== undefined && { LoadBalancerPort: String(LoadBalancerPort) }),
    ...(InstancePort !== undefined && { InstancePort: String(InstancePort) }),
    PolicyNames: PolicyNames ?? [],
  };
}
