import { parseYaml, type YamlFile } from '../config/yaml-file.ts';
import { findIntegration } from '../port/integration.ts';
import type { PortClient } from '../port/port-client.ts';
import { mappingFile } from './mapping-plans.ts';

/**
 * The mapping of a run into Port: the file that is named; else the integration's own in Port, which its
 * users edit there; else, where Port has none, the default.
 */
export async function mappingForPort(
  file: string | undefined,
  cwd: string,
  client: PortClient,
  signal: AbortSignal,
): Promise<YamlFile> {
  if (file !== undefined) return mappingFile(file, cwd);
  const integration = await findIntegration(client, signal);
  const config = integration?.config ?? {};
  if (Object.keys(config).length === 0) return mappingFile(undefined, cwd);
  return parseYaml('the mapping in Port', JSON.stringify(config, null, 2));
}
