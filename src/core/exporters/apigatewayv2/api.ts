import { ApiGatewayV2Client, GetApiCommand, GetApisCommand } from '@aws-sdk/client-apigatewayv2';
import type { Api } from '@aws-sdk/client-apigatewayv2';
import { z } from 'zod';
import type { Account } from '../../../aws/account.ts';
import { answered } from '../../actions/missing-answer.ts';
import { tokenPages } from '../../actions/sdk-pages.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, time } from '../fields.ts';
import { arnAt, named, textAt } from '../live-event.ts';

/** APIs in one page of GetApis: AWS documents no maximum, and the default is 25. */
const APIS_PER_PAGE = 500;

type Item = Partial<Api> & { readonly ApiId: string };
type Source = Api & { ExecuteApiArn: string };

const Properties = z.object({
  ApiId: z.string(),
  ExecuteApiArn: z.string(),
  Name: z.string().optional(),
  ApiEndpoint: z.string().optional(),
  ApiGatewayManaged: z.boolean().optional(),
  ApiKeySelectionExpression: z.string().optional(),
  CorsConfiguration: structure.optional(),
  CreatedDate: time.optional(),
  Description: z.string().optional(),
  DisableExecuteApiEndpoint: z.boolean().optional(),
  DisableSchemaValidation: z.boolean().optional(),
  ImportInfo: z.array(z.string()).optional(),
  IpAddressType: z.string().optional(),
  ProtocolType: z.string().optional(),
  RouteSelectionExpression: z.string().optional(),
  // A map in CloudFormation too, unlike the tags of most types.
  Tags: z.record(z.string(), z.string()).optional(),
  Version: z.string().optional(),
  Warnings: z.array(z.string()).optional(),
} satisfies FieldsOf<Source>);

/** @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html */
export const ApiGatewayV2Api = defineKind({
  kind: 'AWS::ApiGatewayV2::Api',
  title: 'API Gateway HTTP or WebSocket API',
  reach: 'regional',
  client: ApiGatewayV2Client,
  properties: Properties,
  primaryIdentifier: ['ApiId'],
  entity: {
    blueprint: 'apiGatewayV2Api',
    identifier: 'ExecuteApiArn',
    title: 'Name',
    properties: [
      'ApiId',
      'ProtocolType',
      'ApiEndpoint',
      'Description',
      'Version',
      'DisableExecuteApiEndpoint',
      'CreatedDate',
      'Tags',
    ],
  },
  list: {
    operation: 'GetApis',
    permissions: ['apigateway:GET'],
    pageSize: APIS_PER_PAGE,
    pages: ({ client, signal }) =>
      tokenPages(
        (NextToken) => {
          const MaxResults = String(APIS_PER_PAGE); // this API expects it as text
          return client.send(new GetApisCommand({ MaxResults, NextToken }), {
            abortSignal: signal,
          });
        },
        ({ NextToken }) => NextToken,
      ),
    items: (page): readonly Item[] | undefined => page.Items?.filter((api) => isIdentified(api)),
  },
  get: {
    identifiers: ['ApiId'],
    arn: /^apigateway:\/apis\/(?<ApiId>[^/]+)/,
    of: ({ ApiId }) => [ApiId],
    async find([ApiId = ''], { client, signal }) {
      const api = await client.send(new GetApiCommand({ ApiId }), { abortSignal: signal });
      return answered(isIdentified(api) ? api : undefined, ApiId);
    },
  },
  idOf: ({ ApiId }) => ApiId,
  listed: (api, { account, region }) => ({
    ...api,
    ExecuteApiArn: arnOf(api.ApiId, account, region),
  }),
  actions: { defaults: [], options: [] },
  liveEvents: {
    source: 'apigateway.amazonaws.com',
    events: [
      'CreateApi',
      'ImportApi',
      'ReimportApi',
      'UpdateApi',
      'DeleteCorsConfiguration',
      'DeleteApi',
      'TagResource',
      'UntagResource',
    ],
    deletions: ['DeleteApi'],
    resources: ({ requestParameters, responseElements }) =>
      named(
        textAt(requestParameters, 'apiId') ??
          textAt(responseElements, 'apiId') ??
          taggedId(arnAt(requestParameters, 'resourceArn')),
      ),
    stub: ([ApiId = ''], account, region) => ({
      properties: { ApiId, ExecuteApiArn: arnOf(ApiId, account, region) },
    }),
  },
});

/** CloudFormation's name for it. The API itself returns no ARN. */
function arnOf(apiId: string, { partition, id }: Account, region: string): string {
  return `arn:${partition}:execute-api:${region}:${id}:${apiId}`;
}

/** REST APIs and stages have tags too, by ARNs such as `arn:aws:apigateway:eu-west-1::/apis/a1b2c3d4e5`. */
function taggedId(arn: string | undefined): string | undefined {
  return /::\/apis\/([^/]+)$/.exec(arn ?? '')?.[1];
}

function isIdentified<Some extends Partial<Api>>(
  api: Some,
): api is Some & { readonly ApiId: string } {
  return api.ApiId !== undefined;
}
