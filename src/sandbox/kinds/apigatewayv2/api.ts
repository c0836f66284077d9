import type { Api, GetApiResponse, GetApisResponse } from '@aws-sdk/client-apigatewayv2';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';
import { tagMap } from '../../simulation/tags.ts';

/** @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html */
export const api: SimulatedKind = {
  kind: 'AWS::ApiGatewayV2::Api',
  client: () => import('@aws-sdk/client-apigatewayv2'),
  gone: 'NotFoundException',
  calls: {
    'apigateway:GetApis': { most: 500, unasked: 25, permission: 'apigateway:GET' },
    'apigateway:GetApi': { permission: 'apigateway:GET' },
  },
  at(place) {
    const { accountId, region, n } = place;
    const draw = place.draw();
    const ApiId = `${place.hex(1)}${place.hex(9, n)}`;
    const isWebSocket = n > 0 && draw % 4 === 0;
    const ApiEndpoint = `${isWebSocket ? 'wss' : 'https'}://${ApiId}.execute-api.${region}.amazonaws.com`;
    const Name = `orders-api-${n}`;
    const hasCors = !isWebSocket && place.oneIn(2, 'cors');
    const isDescribed = place.oneIn(2, 'described');
    const isImported = !isWebSocket && place.oneIn(5, 'imported');
    const CreatedDate = place.time();
    const RouteSelectionExpression = isWebSocket
      ? '$request.body.action'
      : '$request.method $request.path';
    const Tags = tagMap(place.tags());
    const reply = (): Api => ({
      ApiEndpoint,
      ApiGatewayManaged: false,
      ApiId,
      ApiKeySelectionExpression: '$request.header.x-api-key',
      ...(hasCors && {
        CorsConfiguration: { AllowCredentials: false, AllowMethods: ['GET'], MaxAge: 300 },
      }),
      CreatedDate,
      ...(isDescribed && { Description: `Orders & more ${draw % 100}`, Version: '2024-01' }),
      DisableExecuteApiEndpoint: draw % 3 === 0,
      ...(isImported && { ImportInfo: ['Ignored the extension x-amazon-apigateway-policy'] }),
      IpAddressType: 'ipv4',
      Name,
      ProtocolType: isWebSocket ? 'WEBSOCKET' : 'HTTP',
      RouteSelectionExpression,
      Tags,
    });
    return {
      names: { ApiId },
      replies: {
        'apigateway:GetApis': () => ({ Items: [reply()] }) satisfies GetApisResponse,
        'apigateway:GetApi': () => reply() satisfies GetApiResponse,
      },
      items: () => [
        {
          identifiers: [ApiId],
          trails: [
            { requestParameters: { name: Name }, responseElements: { apiId: ApiId, name: Name } },
            { requestParameters: { apiId: ApiId } },
            { requestParameters: { resourceArn: `arn:aws:apigateway:${region}::/apis/${ApiId}` } },
          ],
          properties: {
            ApiId,
            ExecuteApiArn: `arn:aws:execute-api:${region}:${accountId}:${ApiId}`,
            ApiEndpoint,
            ApiGatewayManaged: false,
            ApiKeySelectionExpression: '$request.header.x-api-key',
            ...(hasCors && {
              CorsConfiguration: { AllowCredentials: false, AllowMethods: ['GET'], MaxAge: 300 },
            }),
            CreatedDate,
            ...(isDescribed && { Description: `Orders & more ${draw % 100}`, Version: '2024-01' }),
            DisableExecuteApiEndpoint: draw % 3 === 0,
            ...(isImported && {
              ImportInfo: ['Ignored the extension x-amazon-apigateway-policy'],
            }),
            IpAddressType: 'ipv4',
            Name,
            ProtocolType: isWebSocket ? 'WEBSOCKET' : 'HTTP',
            RouteSelectionExpression,
            Tags,
          },
          model: {
            Identifier: ApiId,
            Properties: {
              ApiId,
              ExecuteApiArn: `arn:aws:execute-api:${region}:${accountId}:${ApiId}`,
              ApiEndpoint,
              ApiKeySelectionExpression: '$request.header.x-api-key',
              ...(hasCors && {
                CorsConfiguration: { AllowCredentials: false, AllowMethods: ['GET'], MaxAge: 300 },
              }),
              ...(isDescribed && {
                Description: `Orders & more ${draw % 100}`,
                Version: '2024-01',
              }),
              DisableExecuteApiEndpoint: draw % 3 === 0,
              IpAddressType: 'ipv4',
              Name,
              ProtocolType: isWebSocket ? 'WEBSOCKET' : 'HTTP',
              RouteSelectionExpression,
              Tags,
            },
          },
        },
      ],
    };
  },
};
