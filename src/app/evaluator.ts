import type { Settings } from '../config/settings.ts';
import { JqEvaluator } from '../mapping/jq/evaluator.ts';
import { secretsOf } from './secrets.ts';

/** Variables that mappings may never read, even if allowed: groups of settings may contain secrets. */
const SECRET_VARIABLE =
  /SECRET|TOKEN|PASSWORD|API_?KEY|ACCESS_KEY|CREDENTIAL|EXTERNAL_ID|CLIENT_ID|^OCEAN__(?:PORT|INTEGRATION|INTEGRATION__CONFIG)$/i;

/** The jq evaluator for a mapping, limited as the settings require. */
export function createEvaluator(
  settings: Settings,
  env: Readonly<Record<string, string | undefined>>,
): JqEvaluator {
  const { allowsEnvironment, jqDeadlineMs } = settings.mapping;
  const secrets = secretsOf(settings);
  const visible = Object.entries(env).flatMap(([name, value]) => {
    if (value === undefined || SECRET_VARIABLE.test(name)) return [];
    return secrets.some((secret) => value.includes(secret)) ? [] : [[name, value] as const];
  });
  return new JqEvaluator({
    deadlineMs: jqDeadlineMs,
    ...(allowsEnvironment && { env: Object.fromEntries(visible) }),
  });
}
