import { describe, expect, test } from '@jest/globals';
import { describeSettings } from '../../src/config/describe-settings.ts';
import { at, packageVersion, readDocuments } from './files.ts';

describe('cronjob.yaml', () => {
  const documents = readDocuments('deploy/kubernetes/cronjob.yaml');
  const one = (kind: string): unknown => documents.find((item) => at(item, 'kind') === kind);
  const pod = at(one('CronJob'), 'spec', 'jobTemplate', 'spec', 'template', 'spec');
  const container = at(pod, 'containers', 0);

  test('resyncs into Port, one run at a time', () => {
    expect(at(container, 'args')).toEqual(['serve']);
    expect(at(container, 'env')).toContainEqual({
      name: 'OCEAN__EVENT_LISTENER__TYPE',
      value: 'ONCE',
    });
    expect(at(container, 'image')).toBe(`longshore:${String(packageVersion())}`);
    expect(at(one('CronJob'), 'spec', 'concurrencyPolicy')).toBe('Forbid');
  });

  test('sets variables that are settings, secret ones in the Secret', () => {
    const { rows } = describeSettings();
    const secret = rows.filter((row) => row.secret).flatMap(({ env }) => env);
    const open = rows.filter((row) => !row.secret).flatMap(({ env }) => env);
    const variables = (at(container, 'env') as readonly unknown[]).map((item) => at(item, 'name'));

    expect(secret).toEqual(
      expect.arrayContaining(Object.keys(at(one('Secret'), 'stringData') as object)),
    );
    expect(open).toEqual(expect.arrayContaining(variables));
  });

  test('refers to what it makes', () => {
    expect(at(pod, 'serviceAccountName')).toBe(at(one('ServiceAccount'), 'metadata', 'name'));
    expect(at(pod, 'volumes', 0, 'persistentVolumeClaim', 'claimName')).toBe(
      at(one('PersistentVolumeClaim'), 'metadata', 'name'),
    );
    expect(at(container, 'envFrom', 0, 'secretRef', 'name')).toBe(
      at(one('Secret'), 'metadata', 'name'),
    );
    const mounts = at(container, 'volumeMounts') as readonly unknown[];
    const volumes = at(pod, 'volumes') as readonly unknown[];
    expect(mounts.map((mount) => at(mount, 'name'))).toEqual(
      volumes.map((volume) => at(volume, 'name')),
    );
  });
});
