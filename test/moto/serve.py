"""Serves moto until its standard input closes, so that it ends with the process that started it."""

import os
import sys
import threading
from datetime import datetime, timezone

import moto.codepipeline.models as codepipeline
import moto.kafka.models as kafka
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


def wait_for_the_end() -> None:
    sys.stdin.read()
    os._exit(0)


if "--uncorrected" not in sys.argv:
    correct_times()
threading.Thread(target=wait_for_the_end, daemon=True).start()
main(["-H", "127.0.0.1", "-p", "0"])
