import { stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { checkConformance } from '../../app/cost/installed-plugins/conformance.ts';
import { HostedPlugin } from '../../cost/engine/plugins/hosted-plugin.ts';
import {
  installedPlugin,
  type InstalledPlugin,
} from '../../cost/engine/plugins/installed-plugins.ts';
import { PluginCapability } from '../../cost/engine/plugins/protocol/finfocus/v1/plugin_info.generated.ts';
import { ResourceDescriptor } from '../../cost/engine/plugins/protocol/finfocus/v1/resource.generated.ts';
import { visible } from '../../lib/cell-text.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { parseFlags } from '../names.ts';
import { columns, PluginFlags, pluginFolder, write } from '../plugin-folder.ts';
import type { Terminal } from '../terminal.ts';

/** `longshore plugin inspect`: what a plugin says about itself, and about a type of resources. */
export async function runPluginInspect(
  name: string,
  type: string | undefined,
  flags: object,
  terminal: Terminal,
): Promise<ExitCode> {
  const { pluginDir, output } = parseFlags(PluginFlags, flags);
  const installed = await installedPlugin(pluginFolder(pluginDir, terminal), name);
  await using plugin = new HostedPlugin(installed, { env: terminal.env, signal: terminal.signal });
  const info = await plugin.info();
  const ownName = await plugin.ownName();
  const provider = type?.split(/[:_]/, 1)[0] ?? '';
  const supports =
    type === undefined
      ? undefined
      : await plugin.call('supports', {
          resource: ResourceDescriptor.fromPartial({
            provider,
            resourceType: type,
            region: installed.metadata.get('region') ?? '',
          }),
        });
  const capabilities = (info?.capabilities ?? []).map(capabilityName);
  const all = {
    name: ownName,
    version: info?.version ?? installed.version,
    specification: info?.specVersion ?? 'before 0.4',
    providers: info?.providers ?? [],
    capabilities,
    metadata: info?.metadata ?? {},
    binary: installed.binary,
    ...(type !== undefined && {
      supports: { type, supported: supports?.supported ?? false, reason: supports?.reason ?? '' },
    }),
  };
  if (output === 'json') write(terminal, JSON.stringify(all, null, 2));
  else {
    const rows = Object.entries(all).map(([key, value]) => [
      key,
      visible(
        Array.isArray(value)
          ? value.join(', ')
          : typeof value === 'string'
            ? value
            : JSON.stringify(value ?? ''),
      ),
    ]);
    write(terminal, columns(rows));
  }
  return EXIT.complete;
}

const ConformanceFlags = PluginFlags.extend({
  provider: z.string().default('aws'),
  resourceType: z.string().default('aws:ec2/instance:Instance'),
  sku: z.string().default('t3.micro'),
  region: z.string().default('us-east-1'),
});

/** `longshore plugin conformance`: does a plugin answer as the protocol says? */
export async function runPluginConformance(
  named: string,
  flags: object,
  terminal: Terminal,
): Promise<ExitCode> {
  const { pluginDir, output, ...probe } = parseFlags(ConformanceFlags, flags);
  const { env, cwd, signal } = terminal;
  const file = path.resolve(cwd, named);
  const isFile = await stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
  const installed = isFile
    ? binaryOf(file)
    : await installedPlugin(pluginFolder(pluginDir, terminal), named);
  const report = await checkConformance(installed, probe, { env, signal });
  if (output === 'json') write(terminal, JSON.stringify(report, null, 2));
  else {
    for (const { status, check, detail } of report.results) {
      write(
        terminal,
        `${status.padEnd(8)}${check}${detail === undefined ? '' : `: ${visible(detail)}`}`,
      );
    }
    write(terminal, `${report.passed} passed, ${report.failed} failed, ${report.skipped} skipped`);
  }
  return report.failed === 0 ? EXIT.complete : EXIT.error;
}

function binaryOf(binary: string): InstalledPlugin {
  return {
    ...{ name: path.basename(binary), version: '0.0.0', folder: path.dirname(binary), binary },
    ...{ manifest: undefined, metadata: new Map(), versions: [], problems: [] },
  };
}

function capabilityName(value: number): string {
  const found = Object.entries(PluginCapability).find(([, known]) => known === value);
  return found?.[0].replace('PLUGIN_CAPABILITY_', '').toLowerCase() ?? `unknown ${value}`;
}
