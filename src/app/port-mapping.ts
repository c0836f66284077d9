import { parseYaml, type YamlFile } from '../config/yaml-file.ts';
import { findIntegration, type Integration } from '../port/integration.ts';
import type { PortClient } from '../port/port-client.ts';
import { mappingFile } from './mapping-plans.ts';

/** A mapping, and what a person calls it. */
export interface FoundMapping {
  readonly document: YamlFile;
  /** The file's path, `the mapping in Port` or `the default mapping (<path>)`. */
  readonly source: string;
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
  const integration = file === undefined ? await findIntegration(client, signal) : undefined;
  return (await chosenMapping(file, cwd, integration)).document;
}

/** The mapping that a run takes, when Port has this record of the integration. */
export async function chosenMapping(
  file: string | undefined,
  cwd: string,
  integration: Integration | undefined,
): Promise<FoundMapping> {
  if (file !== undefined) {
    const document = await mappingFile(file, cwd);
    return { document, source: document.file };
  }
  if (integration !== undefined && hasMapping(integration)) {
    const text = JSON.stringify(integration.config, null, 2);
    return { document: parseYaml(MAPPING_IN_PORT, text), source: MAPPING_IN_PORT };
  }
  const document = await mappingFile(undefined, cwd);
  return { document, source: `the default mapping (${document.file})` };
}

/** Whether Port has a mapping for the integration. Without one it is new. */
export function hasMapping({ config }: Integration): boolean {
  return Object.keys(config ?? {}).length > 0;
}

const MAPPING_IN_PORT = 'the mapping in Port';
