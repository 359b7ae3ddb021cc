#!/usr/bin/env python3
"""Records what the real docker command sends for given command lines.

    record_docker.py LINES OUT

LINES holds one command line each (shell quoting, '#' starts a comment). For every line a small fake
engine listens on a unix socket, the docker command on PATH is run against it, and OUT gets one JSON
object a line: the arguments, the requests with their bodies, both outputs and the exit code. The
goldens of CreateGoldenTest were made by it; no test runs it.
"""
import http.server
import json
import os
import shlex
import socketserver
import subprocess
import sys
import tempfile
import threading

ID = "0123456789abcdef" * 4


class Engine(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body, headers=()):
        data = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Api-Version", "1.50")
        self.send_header("Ostype", "linux")
        self.send_header("Content-Type", "application/json")
        for name, value in headers:
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def handle_any(self):
        size = int(self.headers.get("Content-Length") or 0)
        if self.headers.get("Transfer-Encoding") == "chunked":
            raw = b""
            while True:
                n = int(self.rfile.readline(), 16)
                raw += self.rfile.read(n)
                self.rfile.readline()
                if n == 0:
                    break
        else:
            raw = self.rfile.read(size)
        path = self.path
        if path.startswith("/_ping"):
            return self.answer(200, None)
        body = json.loads(raw) if raw.strip() else None
        self.server.requests.append({"method": self.command, "path": path, "body": body})
        if "/containers/create" in path:
            return self.answer(201, {"Id": ID, "Warnings": []})
        if path.split("?")[0].endswith(("/networks/create", "/volumes/create")):
            return self.answer(201, {"Id": ID, "Name": "made", "Warnings": None})
        if "/exec" in path and path.endswith("/exec"):
            return self.answer(201, {"Id": ID})
        if path.split("?")[0].endswith("/info"):
            return self.answer(200, {"OSType": "linux"})
        if path.split("?")[0].endswith("/update"):
            return self.answer(200, {"Warnings": None})
        if path.split("?")[0].endswith("/json") and "/containers/" in path and "/containers/json" not in path:
            return self.answer(200, {"Id": ID, "Config": {}, "State": {"Running": True}})
        if path.split("?")[0].endswith("/wait"):
            return self.answer(200, {"StatusCode": 0})
        if self.command == "GET":
            return self.answer(200, [])
        return self.answer(204, None)

    do_GET = do_POST = do_HEAD = do_DELETE = do_PUT = handle_any

    def log_message(self, *args):
        pass

    def address_string(self):
        return "unix"


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True

    def get_request(self):
        sock, _ = super().get_request()
        return sock, ("unix", 0)


def record(line, folder):
    arguments = shlex.split(line)
    path = os.path.join(folder, "engine.sock")
    if os.path.exists(path):
        os.unlink(path)
    server = Server(path, Engine)
    server.requests = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    env = {"PATH": os.environ["PATH"], "HOME": folder, "DOCKER_HOST": "unix://" + path, "FROM_ENV": "from-env"}
    done = subprocess.run(["docker", *arguments], cwd=folder, env=env, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=30)
    server.shutdown()
    server.server_close()
    return {"arguments": arguments, "requests": server.requests, "stdout": done.stdout,
            "stderr": done.stderr, "exit": done.returncode}


def flatten(value, path="", into=None):
    """The leaves of a document by path; empty objects and lists are leaves."""
    into = {} if into is None else into
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            flatten(inner, path + "|" + key, into)
    else:
        into[path] = value
    return into


def shorten(text, base):
    """Replaces bodies of container creation by what differs from the plain one; null means gone."""
    for request in text["requests"]:
        if "/containers/create" in request["path"] and base is not None:
            was, now = flatten(base), flatten(request.pop("body"))
            changes = {k: v for k, v in now.items() if k not in was or was[k] != v}
            changes.update({k: "(absent)" for k in was if k not in now})
            request["changes"] = changes
    return text


def main():
    base = None
    with open(sys.argv[1]) as lines, open(sys.argv[2], "w") as out, \
            tempfile.TemporaryDirectory(prefix="record", dir="/tmp") as folder:
        with open(os.path.join(folder, "file.env"), "w") as f:
            f.write("# a comment\nA=1\n  B=two words\nFROM_ENV\nNOT_SET_ANYWHERE\nEMPTY=\n")
        with open(os.path.join(folder, "file.labels"), "w") as f:
            f.write("one=1\ntwo\n")
        with open(os.path.join(folder, "seccomp.json"), "w") as f:
            f.write('{\n  "defaultAction": "SCMP_ACT_ALLOW"\n}\n')
        for line in lines:
            line = line.strip()
            if line and not line.startswith("#"):
                found = record(line, folder)
                if base is None:
                    base = found["requests"][0]["body"]
                    out.write(json.dumps({"base": base}) + "\n")
                text = json.dumps(shorten(found, base))
                out.write(text.replace(folder, "@FOLDER@") + "\n")


main()
