"""A cost plugin with grpcio: the messages come from the .proto files through Google's own generator."""

import json
import os
import signal
import sys
import threading
import time
from concurrent import futures

behaviour = json.loads(sys.argv[1])
sys.path.insert(0, behaviour["generated"])

import grpc  # noqa: E402
from finfocus.v1 import cost_source_pb2_grpc as service  # noqa: E402
from finfocus.v1 import costs_pb2 as costs  # noqa: E402
from finfocus.v1 import plugin_info_pb2 as info  # noqa: E402
from google.protobuf.timestamp_pb2 import Timestamp  # noqa: E402

answered = 0


def projected(resource):
    region = behaviour.get("region")
    if region is not None and resource.region != region:
        raise LookupError("this plugin is for another region")
    price = behaviour.get("price", 7.3)
    return costs.GetProjectedCostResponse(
        currency=behaviour.get("currency", "USD"),
        cost_per_month=price,
        unit_price=price / 730,
        billing_detail="from python " + resource.sku,
    )


class Plugin(service.CostSourceServiceServicer):
    def Name(self, request, context):
        return info.NameResponse(name="python")

    def GetPluginInfo(self, request, context):
        capabilities = [1, 2, 12] if behaviour.get("batch") else [1, 2]
        return info.GetPluginInfoResponse(
            name="python", version="3.0.0", spec_version="v0.6.0", providers=["aws"], capabilities=capabilities
        )

    def Supports(self, request, context):
        return info.SupportsResponse(supported=True)

    def GetProjectedCost(self, request, context):
        global answered
        answered += 1
        if answered > behaviour.get("die_after", 1 << 62):
            os._exit(3)
        time.sleep(behaviour.get("slow", 0))
        try:
            return projected(request.resource)
        except LookupError as error:
            context.abort(grpc.StatusCode.FAILED_PRECONDITION, str(error))

    def GetActualCost(self, request, context):
        page = int(request.page_token or 0)
        at = Timestamp(seconds=request.start.seconds + 86_400 * page)
        result = costs.ActualCostResult(timestamp=at, cost=1.5, source="python")
        following = str(page + 1) if behaviour.get("endless") or page < 2 else ""
        return costs.GetActualCostResponse(results=[result], next_page_token=following)

    def BatchCost(self, request, context):
        results = []
        for resource in request.resources:
            try:
                data = costs.CostData(projected_cost=projected(resource))
                results.append(costs.ResourceCostResult(resource=resource, cost_data=data))
            except LookupError as error:
                failed = costs.ResourceError(code=9, message=str(error))
                results.append(costs.ResourceCostResult(resource=resource, error=failed))
        return costs.BatchCostResponse(results=results, max_batch_size=500)


server = grpc.server(futures.ThreadPoolExecutor(max_workers=8))
service.add_CostSourceServiceServicer_to_server(Plugin(), server)
port = server.add_insecure_port("127.0.0.1:" + os.environ.get("FINFOCUS_PLUGIN_PORT", "0"))
server.start()
print("loading prices ...", flush=True)
print(f"PORT={port}", flush=True)
done = threading.Event()
if behaviour.get("ignores_sigterm"):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
else:
    signal.signal(signal.SIGTERM, lambda *_: done.set())
done.wait()
server.stop(1)
