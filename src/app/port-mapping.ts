import { parseYaml, type YamlFile } from '../config/yaml-file.ts';
import { findIntegration, type Integration } from '../port/integration.ts';
import type { PortClient } from '../port/port-client.ts';
import { mappingFile } from './mapping-plans.ts';

/** A mapping, and its name for people. */
export interface FoundMapping {
  readonly document: YamlFile;
  /** The file's path, `the mapping in Port` or `the default mapping (<path>)`. */
  readonly source: string;
  /** Port has no mapping of the integration: it has never run. */
  readonly isFirst: boolean;
}

/**
 * The mapping of a run into Port, in this order: the given file; the integration's mapping in Port, which
 * users edit there; the default.
 */
export async function mappingForPort(
  file: string | undefined,
  cwd: string,
  client: PortClient,
  signal: AbortSignal,
): Promise<YamlFile> {
  if (file !== undefined) return mappingFile(file, cwd);
  return (await findMapping(undefined, cwd, client, signal)).document;
}

/** The same, with its name for people. */
export async function findMapping(
  file: string | undefined,
  cwd: string,
  client: PortClient,
  signal: AbortSignal,
): Promise<FoundMapping> {
  const integration = await findIntegration(client, signal);
  const isFirst = integration === undefined || !hasMapping(integration);
  if (file !== undefined) {
    const document = await mappingFile(file, cwd);
    return { document, source: document.file, isFirst };
  }
  if (!isFirst) {
    const text = JSON.stringify(integration.config, null, 2);
    return { document: parseYaml(MAPPING_IN_PORT, text), source: MAPPING_IN_PORT, isFirst };
  }
  const document = await mappingFile(undefined, cwd);
  return { document, source: `the default mapping (${document.file})`, isFirst };
}

function hasMapping({ config }: Integration): boolean {
  return Object.keys(config ?? {}).length > 0;
}

const MAPPING_IN_PORT = 'the mapping in Port';
