import { readConfigurationText } from './configuration-text.ts';
import type { YamlFile } from './yaml-file.ts';

/**
 * Reads a YAML or JSON file.
 *
 * @throws {ConfigurationError} when it cannot be read, or with line and column of everything malformed.
 */
export async function readYamlFile(file: string): Promise<YamlFile> {
  const text = await readConfigurationText(file);
  const { parseYaml } = await import('./yaml-file.ts'); // most commands read no such file
  return parseYaml(file, text);
}
