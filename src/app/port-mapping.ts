import { parseYaml, type YamlFile } from '../config/yaml-file.ts';
import { findIntegration, type Integration } from '../port/integration.ts';
import type { PortClient } from '../port/port-client.ts';
import { mappingFile } from './mapping-plans.ts';

/** A mapping, and what a person calls it. */
export interface FoundMapping {
  readonly document: YamlFile;
  /** The file's path, `the mapping in Port` or `the default mapping (<path>)`. */
  readonly source: string;
  /** Port has no mapping of the integration: no run has been there before. */
  readonly isFirst: boolean;
}

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
  return (await findMapping(undefined, cwd, client, signal)).document;
}

/** The same, with what a person calls it. */
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
