import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { describeSettings } from '../../src/config/describe-settings.ts';
import { loadSettings } from '../../src/config/settings.ts';
import { at, packageVersion, readData, readText, ROOT } from './files.ts';

const CHART = 'deploy/helm/longshore';
const TEMPLATES = `${CHART}/templates`;

/** Values that values files for Port's port-ocean chart set for aws-v3. */
const OCEAN_VALUES = [
  'port.clientId',
  'port.clientSecret',
  'port.baseUrl',
  'initializePortResources',
  'sendRawDataExamples',
  'allowEnvironmentVariablesJqAccess',
  'scheduledResyncInterval',
  'clientTimeout',
  'integration.identifier',
  'integration.type',
  'integration.config',
  'integration.secrets',
  'integration.eventListener.type',
  'liveEvents.baseUrl',
  'secret.create',
  'secret.name',
  'secret.useExistingSecret',
  'workload.kind',
  'workload.cron.resyncTimeoutMinutes',
  'workload.cron.resyncOnInstall',
  'workload.cron.resyncOnUpgrade',
  'workload.cron.suspend',
  'podServiceAccount.name',
  'podServiceAccount.create',
  'podServiceAccount.annotations',
  'service.enabled',
  'service.type',
  'service.port',
  'service.annotations',
  'ingress.enabled',
  'ingress.className',
  'ingress.annotations',
  'ingress.host',
  'ingress.path',
  'ingress.pathType',
  'ingress.tls',
  'selfSignedCertificate.enabled',
  'selfSignedCertificate.certificate',
  'selfSignedCertificate.secret.name',
  'selfSignedCertificate.secret.key',
  'selfSignedCertificate.secret.useExistingSecret',
  'livenessProbe.enabled',
  'readinessProbe.enabled',
  'imagePullPolicy',
  'imagePullSecrets',
  'podAnnotations',
  'podSecurityContext',
  'containerSecurityContext',
  'extraInitContainers',
  'extraVolumes',
  'extraVolumeMounts',
  'extraEnv',
  'extraLabels',
  'resources',
  'nodeSelector',
  'tolerations',
  'affinity',
  'terminationGracePeriodSeconds',
  'nameOverride',
  'fullnameOverride',
] as const;

const values = readData(`${CHART}/values.yaml`);
const pod = readText(`${TEMPLATES}/_pod.tpl`);
const templates = readdirSync(path.join(ROOT, TEMPLATES)).map((name) => ({
  name,
  text: readText(`${TEMPLATES}/${name}`),
}));

/** Every value that a template uses, once. */
function usedValues(): readonly string[] {
  const found = templates.flatMap(({ text }) =>
    [...text.matchAll(/\.Values\.([A-Za-z.]+[A-Za-z])/g)].map(([, name = '']) => name),
  );
  return [...new Set(found), ...CRON.map((name) => `workload.cron.${name}`)].sort();
}

/** Used under another name: `$cron := .Values.workload.cron`. */
const CRON = ['resyncOnInstall', 'resyncOnUpgrade'];

/** The names of all values that are not maps, or are empty maps. */
function leavesOf(data: unknown, prefix = ''): readonly string[] {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return [prefix];
  const entries = Object.entries(data);
  if (entries.length === 0) return [prefix];
  return entries.flatMap(([key, value]) =>
    leavesOf(value, prefix === '' ? key : `${prefix}.${key}`),
  );
}

/** Environment variables that the chart sets by name. */
function variablesIn(name: string): readonly string[] {
  const text = readText(`${TEMPLATES}/${name}`);
  const found = [...text.matchAll(/^ *((?:OCEAN|LONGSHORE)_[A-Z_]*[A-Z]):/gm)];
  return [...new Set(found.map(([, variable = '']) => variable))];
}

describe('the chart', () => {
  test('has the version of the program', () => {
    const chart = readData(`${CHART}/Chart.yaml`);

    expect(at(chart, 'appVersion')).toBe(packageVersion());
    expect(at(chart, 'version')).toBe(packageVersion());
  });

  test('uses no value that values.yaml does not have', () => {
    const unknown = usedValues().filter((name) => {
      try {
        at(values, ...name.split('.'));
        return false;
      } catch {
        return true;
      }
    });

    expect(unknown).toEqual([]);
  });

  test('uses every value that values.yaml has', () => {
    const used = usedValues();

    const unused = leavesOf(values).filter(
      (leaf) => !used.some((name) => leaf === name || leaf.startsWith(`${name}.`)),
    );

    expect(unused).toEqual([]);
  });

  test.each(OCEAN_VALUES)('takes %s as Port’s chart does', (name) => {
    expect(() => at(values, ...name.split('.'))).not.toThrow();
  });

  test('sets variables that are settings', () => {
    const settings = new Set(describeSettings().rows.flatMap(({ env }) => env));
    const variables = [...variablesIn('configmap.yaml'), ...variablesIn('secret.yaml')];

    expect(variables.length).toBeGreaterThan(10);
    expect(variables.filter((name) => !settings.has(name))).toEqual(['OCEAN__EVENT_LISTENER']);
  });

  test('its JSON settings are parsed', () => {
    const { host, accounts } = loadSettings({
      env: {
        OCEAN__EVENT_LISTENER: JSON.stringify({
          type: 'POLLING',
          interval: 30,
          resyncOnStart: false,
        }),
        OCEAN__INTEGRATION__CONFIG__ACCOUNT_ROLE_ARNS: JSON.stringify(['one', 'two']),
      },
    });

    expect(host).toMatchObject({ pollingIntervalMs: 30_000, resyncOnStart: false });
    expect(accounts.accountRoleArns).toEqual(['one', 'two']);
    expect(loadSettings({ env: { OCEAN__EVENT_LISTENER: '{"type":"ONCE"}' } }).host).toMatchObject({
      eventListener: 'ONCE',
    });
    expect(readText(`${TEMPLATES}/configmap.yaml`)).toContain(`'{"type":"ONCE"}'`);
  });

  test('its defaults are valid settings', () => {
    const env = {
      OCEAN__EVENT_LISTENER: JSON.stringify(at(values, 'integration', 'eventListener')),
      OCEAN__INTEGRATION__TYPE: String(at(values, 'integration', 'type')),
      OCEAN__PORT__BASE_URL: String(at(values, 'port', 'baseUrl')),
      OCEAN__INITIALIZE_PORT_RESOURCES: String(at(values, 'initializePortResources')),
      OCEAN__SEND_RAW_DATA_EXAMPLES: String(at(values, 'sendRawDataExamples')),
    };

    expect(loadSettings({ env })).toEqual(loadSettings({ env: {} }));
  });

  test('keeps secrets out of the ConfigMap', () => {
    const secret = new Set(
      describeSettings()
        .rows.filter((row) => row.secret)
        .flatMap(({ env }) => env),
    );

    expect(variablesIn('configmap.yaml').filter((name) => secret.has(name))).toEqual([]);
    expect(variablesIn('secret.yaml').filter((name) => !secret.has(name))).toEqual([]);
  });

  test('runs one pod at a time, with minimum privileges', () => {
    const deployment = readText(`${TEMPLATES}/deployment.yaml`);

    expect(deployment).toContain('replicas: 1\n');
    expect(deployment).toMatch(/strategy:\n\s+type: Recreate\n/);
    expect(readText(`${TEMPLATES}/cronjob.yaml`)).toContain('concurrencyPolicy: Forbid\n');
    expect(at(values, 'podSecurityContext')).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 });
    expect(at(values, 'containerSecurityContext')).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  test('runs the host, in the chart’s version by default', () => {
    const helpers = readText(`${TEMPLATES}/_helpers.tpl`);

    expect(pod).toContain('args: [serve]\n');
    expect(helpers).toContain('.Values.image.tag | default .Chart.AppVersion');
  });

  test('runs the exporter in its place, on the port and with the flags that it has', () => {
    const args = z.array(z.string()).parse(at(values, 'exporter', 'args'));

    expect(at(values, 'exporter', 'enabled')).toBe(false);
    expect(pod).toMatch(
      /\{\{- if \.Values\.exporter\.enabled \}\}\n {4}args:\n {6}- exporter\n[^]*?\{\{- else \}\}\n {4}args: \[serve\]/,
    );
    expect(pod).toContain('{{ if .Values.exporter.enabled }}8080{{ else }}8000{{ end }}');
    expect(args).toEqual([expect.stringMatching(/^-aws\.services=[A-Z0-9,]+$/)]);
    expect(readText(`${TEMPLATES}/secret.yaml`)).toMatch(
      /\{\{- if not \.Values\.exporter\.enabled \}\}\n {2}OCEAN__PORT__CLIENT_ID/,
    );
  });

  test('its pod refers to resources of the chart', () => {
    const named = (template: string): string =>
      /^ {2}name: \{\{ (.*) \}\}$/m.exec(readText(`${TEMPLATES}/${template}`))?.[1] ?? 'no name';

    expect(pod).toContain(`serviceAccountName: {{ ${named('serviceaccount.yaml')} }}\n`);
    expect(pod).toContain(`- configMapRef:\n          name: {{ ${named('configmap.yaml')} }}\n`);
    expect(pod).toContain(`- secretRef:\n          name: {{ ${named('secret.yaml')} }}\n`);
    expect(pod).toMatch(new RegExp(`claimName: .*\\(${named('pvc.yaml')}\\) \\}\\}`));
  });

  test('its pod mounts all its volumes', () => {
    const [container = '', volumes = ''] = pod.split(/^volumes:$/m);
    const mounted = container.slice(container.indexOf('volumeMounts:'));
    const namesIn = (text: string): readonly string[] =>
      [...text.matchAll(/- name: ([\w-]+)$/gm)].map(([, name = '']) => name);

    expect(namesIn(volumes)).toEqual(['state', 'tmp', 'certificate']);
    expect(namesIn(mounted)).toEqual(namesIn(volumes));
  });
});
