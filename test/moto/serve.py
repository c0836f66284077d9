"""Serves moto until its standard input closes, so that it never outlives whoever started it."""

import os
import sys
import threading

from moto.server import main


def wait_for_the_end() -> None:
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=wait_for_the_end, daemon=True).start()
main(["-H", "127.0.0.1", "-p", "0"])
