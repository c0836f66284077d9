import { ApiGatewayV2Client, CreateApiCommand, GetApisCommand } from '@aws-sdk/client-apigatewayv2';
import { owner, range, type KindContract } from '../contract.ts';

export const apiGatewayV2Api: KindContract = {
  kind: 'AWS::ApiGatewayV2::Api',
  reach: 'region',
  key: ['ApiId'],
  async seed(place) {
    const gateway = place.of(ApiGatewayV2Client);
    await gateway.send(
      new CreateApiCommand({
        Name: 'orders',
        ProtocolType: 'HTTP',
        Description: 'orders & payments',
        CorsConfiguration: { AllowOrigins: ['https://example.com'], MaxAge: 300 },
        DisableExecuteApiEndpoint: true,
        Version: '2',
        Tags: { team: 'orders', 'Cost Centre': '42: naïve/ünïcode' },
      }),
    );
    for (const index of range(2)) {
      await gateway.send(
        new CreateApiCommand({
          Name: `events-${index}`,
          ProtocolType: 'WEBSOCKET',
          RouteSelectionExpression: '$request.body.action',
        }),
      );
    }
  },
  async *expected(place) {
    const { accountId, region } = place;
    const { Items = [] } = await place.of(ApiGatewayV2Client).send(new GetApisCommand({}));
    for (const api of Items) {
      yield {
        properties: {
          ...api,
          ExecuteApiArn: `arn:aws:execute-api:${region}:${accountId}:${api.ApiId ?? ''}`,
        },
        context: { ...owner(place), Identifier: api.ApiId },
      };
    }
  },
  identifiers: ({ properties }) => [String(properties['ApiId'])],
  missing: () => ['a000000000'],
};
