"""Serves moto until its standard input closes, so that it ends with the process that started it."""

import os
import sys
import threading
from datetime import datetime, timezone

import moto.codepipeline.models as codepipeline
import moto.kafka.models as kafka
import moto.s3.responses as s3
import moto.ses.models as ses
from moto.server import main


class DatetimeWithZone(datetime):
    """MSK's times are text, but with their zone."""

    @classmethod
    def now(cls, tz=timezone.utc):
        return datetime.now(tz)


def seconds(value=None):
    """Times of JSON protocols are numbers, not text."""
    return (value or datetime.now(timezone.utc)).timestamp()


def correct_times() -> None:
    """Makes moto write times as AWS does. The AWS SDK for JavaScript does not read them otherwise."""
    kafka.datetime = DatetimeWithZone
    codepipeline.iso_8601_datetime_with_milliseconds = seconds
    ses.iso_8601_datetime_with_milliseconds = seconds


def with_root(call, wrong: str, right: str):
    def answered(self):
        status, headers, body = call(self)
        text = body.decode() if isinstance(body, bytes) else body
        return status, headers, text.replace(f"{wrong}>", f"{right}>").replace(f"<{wrong} ", f"<{right} ")

    return answered


def correct_roots() -> None:
    """Makes moto name documents of S3 as AWS does. Longshore takes others for a proxy's; the SDK reads them."""
    s3.S3Response.get_bucket_versioning = with_root(
        s3.S3Response.get_bucket_versioning, "GetBucketVersioningResponse", "VersioningConfiguration"
    )
    s3.S3Response.list_parts = with_root(
        s3.S3Response.list_parts, "ListPartsResponse", "ListPartsResult"
    )


def wait_for_the_end() -> None:
    sys.stdin.read()
    os._exit(0)


if "--uncorrected" not in sys.argv:
    correct_times()
    correct_roots()
threading.Thread(target=wait_for_the_end, daemon=True).start()
main(["-H", "127.0.0.1", "-p", "0"])
