#!/usr/bin/env python3
"""Records what the real docker command prints and sends for given command lines.

    record_session.py ANSWERS LINES OUT

ANSWERS is a list of what a small fake engine answers to which request; anything else is a 404 in the
engine's words. LINES holds one command line each (shell quoting, '#' starts a comment, '@' runs it without DOCKER_HOST);
all share one home folder. OUT gets one
JSON object a line: the arguments, what was asked of the engine, both outputs and the exit code. The
goldens of SessionGoldenTest were made by it; no test runs it.
"""
import base64
import http.server
import json
import os
import re
import shlex
import socketserver
import subprocess
import sys
import tempfile
import threading


class Engine(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def handle_any(self):
        size = int(self.headers.get("Content-Length") or 0)
        raw = b""
        if self.headers.get("Transfer-Encoding") == "chunked":
            while True:
                n = int(self.rfile.readline(), 16)
                raw += self.rfile.read(n)
                self.rfile.readline()
                if n == 0:
                    break
        else:
            raw = self.rfile.read(size)
        path = re.sub(r"^/v1\.[0-9]+", "", self.path)
        if not path.startswith("/_ping"):
            self.server.requests.append(self.command + " " + path)
        plain = self.command + " " + path.split("?")[0]
        answer = self.server.answers.get(plain)
        if path.startswith("/_ping"):
            answer = {"status": 200, "text": ""}
        elif answer is None:
            answer = {"status": 404, "json": {"message": "page not found: " + plain}}
        if "base64" in answer:
            data = base64.b64decode(answer["base64"])
        elif "text" in answer:
            data = answer["text"].encode()
        else:
            data = json.dumps(answer["json"]).encode() if "json" in answer else b""
        self.send_response(answer["status"])
        for name, value in (("Api-Version", "1.51"), ("Ostype", "linux"), ("Swarm", "inactive"),
                            ("Docker-Experimental", "false"),
                            ("Content-Type", answer.get("type", "application/json")),
                            ("Content-Length", str(len(data)))):
            if not (answer["status"] == 204 and name == "Content-Length"):
                self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    do_GET = do_POST = do_HEAD = do_DELETE = do_PUT = handle_any

    def log_message(self, *args):
        pass


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True

    def get_request(self):
        sock, _ = super().get_request()
        return sock, ("unix", 0)


def record(line, answers, folder):
    arguments = shlex.split(line.lstrip("@").replace("FOLDER", folder))
    path = os.path.join(folder, "engine.sock")
    if os.path.exists(path):
        os.unlink(path)
    server = Server(path, Engine)
    server.requests = []
    server.answers = answers
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    env = {"PATH": os.environ["PATH"], "HOME": folder, "DOCKER_HOST": "unix://" + path, "TZ": "UTC"}
    if line.startswith("@"):
        del env["DOCKER_HOST"]
    try:
        done = subprocess.run(["docker", *arguments], cwd=folder, env=env, capture_output=True,
                              stdin=subprocess.DEVNULL, timeout=5)
    finally:
        server.shutdown()
        server.server_close()
    found = {"host": not line.startswith("@"), "arguments": arguments, "requests": server.requests,
             "stdout": done.stdout.decode(errors="surrogateescape"), "stderr": done.stderr.decode(), "exit": done.returncode}
    return json.dumps(found).replace(folder, "@FOLDER@")


def main():
    with open(sys.argv[1]) as file:
        answers = {answer["request"]: answer for answer in json.load(file)}
    with open(sys.argv[2]) as lines, open(sys.argv[3], "w") as out, \
            tempfile.TemporaryDirectory(prefix="record", dir="/tmp") as folder:
        for line in lines:
            line = line.strip()
            if line and not line.startswith("#"):
                try:
                    out.write(record(line, answers, folder) + "\n")
                except subprocess.TimeoutExpired:
                    print("hangs: " + line, file=sys.stderr)


main()
