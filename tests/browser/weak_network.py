"""A bad line between the phone and the server: it refuses, swallows answers, breaks and dawdles, as a test tells it."""

import http.client
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

FINE, REFUSED, SWALLOWED, BROKEN, SLOW = "fine", "refused", "swallowed", "broken", "slow"
_NOT_PASSED_ON = {"connection", "transfer-encoding", "keep-alive", "content-length"}


class WeakNetwork:
    """`weather(method, path)` says what happens to a request. `seen` lists (method, path, what happened)."""

    def __init__(self, server_url: str):
        self.server = urlsplit(server_url)
        self.weather = lambda method, path: FINE
        self.seen: list[tuple[str, str, str]] = []
        self.relay = _Line(("127.0.0.1", 0), _Relay)
        self.relay.network = self
        self.url = f"http://127.0.0.1:{self.relay.server_port}"
        threading.Thread(target=self.relay.serve_forever, daemon=True).start()

    def always(self, what: str, part: str = "/sync/"):
        """From now on this happens to every request whose address contains `part`."""
        self.weather = lambda method, path: what if part in path else FINE

    def count(self, method: str, part: str) -> int:
        return sum(one == method and part in path for one, path, _ in self.seen)

    def close(self):
        self.relay.shutdown()
        self.relay.server_close()


class _Line(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A browser that goes away in the middle is what this is for."""


class _Relay(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _relayed(self):
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        network = self.server.network
        what = network.weather(self.command, self.path)
        network.seen.append((self.command, self.path, what))
        if what == REFUSED:
            return self._cut()
        if what == BROKEN:
            return self._answer(500, [("Content-Type", "text/html")], b"<h1>500</h1>")
        if what == SLOW:  # a 300 KB photo over slow 3G takes about this long
            time.sleep(0.4 + len(content) / 50_000)
        status, headers, body = self._asked(network.server, content)
        if what == SWALLOWED:
            return self._cut()
        return self._answer(status, headers, body)

    do_GET = do_POST = do_PUT = do_HEAD = _relayed

    def _asked(self, server, content):
        connection = http.client.HTTPConnection(server.hostname, server.port, timeout=60)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _NOT_PASSED_ON}
        connection.request(self.command, self.path, body=content or None, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, answer.getheaders(), body

    def _answer(self, status, headers, body):
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in _NOT_PASSED_ON:
                self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _cut(self):
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *_):
        pass
