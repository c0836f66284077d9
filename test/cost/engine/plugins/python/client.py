"""Calls a cost plugin with grpcio: the messages come from the .proto files through Google's own generator."""

import json
import os
import signal
import sys

told = json.loads(sys.argv[1])
sys.path.insert(0, told["generated"])

import grpc  # noqa: E402
from finfocus.v1 import cost_source_pb2_grpc as service  # noqa: E402
from finfocus.v1 import costs_pb2 as costs  # noqa: E402
from finfocus.v1 import plugin_info_pb2 as info  # noqa: E402
from finfocus.v1 import resource_pb2 as resources  # noqa: E402
from google.protobuf.descriptor_pool import DescriptorPool  # noqa: E402
from grpc_health.v1 import health_pb2, health_pb2_grpc  # noqa: E402
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import (  # noqa: E402
    ProtoReflectionDescriptorDatabase,
)

channel = grpc.insecure_channel(f"127.0.0.1:{told['port']}")
plugin = service.CostSourceServiceStub(channel)
WAIT = 60


def volume(**changes):
    fields = {
        "provider": "aws",
        "resource_type": "aws:ebs/volume:Volume",
        "sku": "gp3",
        "region": "eu-west-1",
        "tags": {"size": "100"},
    }
    return resources.ResourceDescriptor(**{**fields, **changes})


def described():
    """What server reflection tells."""
    database = ProtoReflectionDescriptorDatabase(channel)
    pool = DescriptorPool(database)
    found = pool.FindServiceByName("finfocus.v1.CostSourceService")
    request = pool.FindMessageTypeByName("finfocus.v1.BatchCostRequest")
    return {
        "services": sorted(database.get_services()),
        "methods": sorted(method.name for method in found.methods),
        "batch": [field.name for field in request.fields],
    }


def healthy():
    request = health_pb2.HealthCheckRequest(service="finfocus.v1.CostSourceService")
    return health_pb2.HealthCheckResponse.ServingStatus.Name(
        health_pb2_grpc.HealthStub(channel).Check(request, timeout=WAIT).status
    )


def old_name():
    """By the name of the package before 0.5.0."""
    call = channel.unary_unary(
        "/pulumicost.v1.CostSourceService/Name",
        request_serializer=info.NameRequest.SerializeToString,
        response_deserializer=info.NameResponse.FromString,
    )
    return call(info.NameRequest(), timeout=WAIT).name


def refused():
    request = costs.GetProjectedCostRequest(resource=volume(resource_type="aws:foo/bar:Bar"))
    try:
        plugin.GetProjectedCost(request, timeout=WAIT)
    except grpc.RpcError as error:
        details = {key: value for key, value in error.trailing_metadata()}
        detail = b"finfocus.v1.ErrorDetail" in details.get("grpc-status-details-bin", b"")
        return [error.code().name, error.details(), detail]
    return None


def batch():
    return costs.BatchCostRequest(
        resources=[volume(id=f"r{at}") for at in range(1000)],
        query_type=costs.COST_QUERY_TYPE_PROJECTED,
    )


def stopped():
    """SIGTERM while batches are asked for."""
    calls = [plugin.BatchCost.future(batch(), timeout=WAIT) for _ in range(3)]
    plugin.Name(info.NameRequest(), timeout=WAIT)  # by then the calls have begun
    os.kill(told["pid"], signal.SIGTERM)
    return [len(call.result().results) for call in calls]


def everything():
    cost = plugin.GetProjectedCost(costs.GetProjectedCostRequest(resource=volume()), timeout=WAIT)
    return {
        "name": plugin.Name(info.NameRequest(), timeout=WAIT).name,
        "old_name": old_name(),
        "supports": plugin.Supports(info.SupportsRequest(resource=volume()), timeout=WAIT).supported,
        "monthly": [cost.cost_per_month, cost.currency],
        "batch": len(plugin.BatchCost(batch(), timeout=WAIT).results),
        "refused": refused(),
        "health": healthy(),
        "reflection": described(),
    }


print(json.dumps({"everything": everything, "stopped": stopped}[told["ask"]]()))
