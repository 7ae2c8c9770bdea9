"""Serves moto on a free loopback port, prints that port, and exits when standard input closes."""

import os
import sys
import threading

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.server import MotoRequestHandler
from werkzeug.serving import make_server


def exit_with_parent():
    # Standard input is a pipe from the process that started us: it closes even where that one is killed.
    sys.stdin.buffer.read()
    os._exit(0)


def main():
    app = DomainDispatcherApplication(create_backend_app)
    # Port 0: the system picks a free one, so that no two emulators ever race for the same.
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=MotoRequestHandler)
    os.environ["MOTO_PORT"] = str(server.server_port)
    threading.Thread(target=exit_with_parent, daemon=True).start()
    print(server.server_port, flush=True)
    server.serve_forever()


main()
