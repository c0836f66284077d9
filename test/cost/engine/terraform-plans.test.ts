import { describe, expect, test } from '@jest/globals';
import { SECRET, UNKNOWN } from '../../../src/cost/models/unknown-value.ts';
import { change, planOf, resourceOf, terraformPlan } from './plan-documents.ts';

describe('a plan of Terraform or OpenTofu', () => {
  test('actions say what exists before and after', async () => {
    const sides = { before: { size: 10 }, after: { size: 20 } };
    const { resources } = await planOf(
      terraformPlan([
        change('aws_ebs_volume.a', ['no-op'], { before: { size: 10 }, after: { size: 10 } }),
        change('aws_ebs_volume.b', ['create'], { before: null, after: { size: 20 } }),
        change('aws_ebs_volume.c', ['update'], sides),
        change('aws_ebs_volume.d', ['delete', 'create'], sides),
        change('aws_ebs_volume.e', ['create', 'delete'], sides),
        change('aws_ebs_volume.f', ['delete'], { before: { size: 10 }, after: null }),
        change('aws_ebs_volume.g', ['forget'], { before: { size: 10 }, after: null }),
        change('data.aws_ami.h', ['read'], { after: {} }, { mode: 'data' }),
      ]),
    );

    expect(resources.map(({ operation, isExternal }) => [operation, isExternal])).toEqual([
      ['same', false],
      ['create', false],
      ['update', false],
      ['replace', false],
      ['replace', false],
      ['delete', false],
      ['forget', true],
    ]);
    expect(resources[2]).toMatchObject({
      before: { properties: { size: 10 } },
      after: { properties: { size: 20 } },
    });
  });

  test('a value is unknown if the configuration gives it; the provider computes the others', async () => {
    const plan = terraformPlan(
      [
        change('aws_instance.web', ['create'], {
          before: null,
          after: { root_block_device: [{ volume_type: 'gp3' }], user_data: 'x' },
          after_unknown: {
            instance_type: true,
            tenancy: true,
            root_block_device: [{ volume_size: true, iops: true }],
          },
          after_sensitive: { user_data: true },
        }),
      ],
      {
        root_module: {
          resources: [
            {
              type: 'aws_instance',
              name: 'web',
              expressions: {
                instance_type: { references: ['random_shuffle.types.result'] },
                root_block_device: [{ volume_size: { references: ['local.size'] } }],
              },
            },
          ],
        },
      },
    );
    const { after } = await resourceOf(plan);

    expect(after).toHaveProperty('properties', {
      instance_type: UNKNOWN,
      root_block_device: [{ volume_type: 'gp3', volume_size: UNKNOWN }],
      user_data: SECRET,
    });
  });

  test('the region of a provider comes from variables, through modules and aliases', async () => {
    const inModule = { module_address: 'module.site["a"]' };
    const { resources } = await planOf({
      ...terraformPlan(
        [
          change('aws_eip.one', ['create'], { after: {} }),
          change('module.site["a"].aws_eip.two[0]', ['create'], { after: {} }, inModule),
          change('aws_eip.zone', ['create'], { after: { availability_zone: 'eu-west-3a' } }),
          change('aws_eip.none', ['create'], { after: {} }),
        ],
        {
          provider_config: {
            aws: { expressions: { region: { references: ['var.home'] } } },
            'aws.local': { expressions: { region: { references: ['local.region'] } } },
            'module.site:aws.there': {
              module_address: 'module.site',
              expressions: { region: { references: ['var.region'] } },
            },
          },
          root_module: {
            variables: { away: { default: 'sa-east-1' } },
            resources: [
              { type: 'aws_eip', name: 'one', provider_config_key: 'aws' },
              { type: 'aws_eip', name: 'none', provider_config_key: 'aws.local' },
            ],
            module_calls: {
              site: {
                expressions: { region: { references: ['var.away'] } },
                module: {
                  variables: { region: {} },
                  resources: [
                    { type: 'aws_eip', name: 'two', provider_config_key: 'module.site:aws.there' },
                  ],
                },
              },
            },
          },
        },
      ),
      variables: { home: { value: 'eu-central-1' } },
    });

    expect(
      resources.map(({ name, after }) => [name, typeof after === 'string' ? after : after.region]),
    ).toEqual([
      ['none', undefined],
      ['one', 'eu-central-1'],
      ['zone', 'eu-west-3'],
      ['two[0]', 'sa-east-1'],
    ]);
  });

  test('the states of terraform show have modules in modules', async () => {
    const { source, resources } = await planOf({
      format_version: '1.0',
      terraform_version: '1.9.0',
      values: {
        root_module: {
          resources: [
            { address: 'aws_eip.a', type: 'aws_eip', name: 'a', values: { id: 'eip-1' } },
          ],
          child_modules: [
            {
              child_modules: [
                { resources: [{ address: 'module.m.aws_eip.b', type: 'aws_eip', name: 'b' }] },
              ],
            },
          ],
        },
      },
    });

    expect(source).toBe('terraform-state');
    expect(resources.map(({ address, operation }) => [address, operation])).toEqual([
      ['aws_eip.a', 'same'],
      ['module.m.aws_eip.b', 'same'],
    ]);
  });

  test('a deposed object is deleted beside its successor', async () => {
    const { resources } = await planOf(
      terraformPlan([
        change('aws_eip.a', ['no-op'], { before: {}, after: {} }),
        change('aws_eip.a', ['delete'], { before: {}, after: null }, { deposed: '1a2b' }),
      ]),
    );

    expect(resources.map(({ address }) => address)).toEqual([
      'aws_eip.a',
      'aws_eip.a (deposed 1a2b)',
    ]);
  });
});
