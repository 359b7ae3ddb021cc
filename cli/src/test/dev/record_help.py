#!/usr/bin/env python3
"""Records the help of every command of the real docker command.

    record_help.py OUT

Walks the commands from `docker --help` down and writes one JSON object a line: the command's path and
its help text, as it is for an engine on Linux that has no Swarm. The goldens of HelpGoldenTest were
made by it; no test runs it.
"""
import http.server
import json
import os
import re
import socketserver
import subprocess
import sys
import tempfile
import threading


class Engine(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_HEAD(self):
        self.send_response(200)
        for name, value in (("Api-Version", "1.51"), ("Ostype", "linux"), ("Swarm", "inactive"),
                            ("Docker-Experimental", "false"), ("Builder-Version", "1"), ("Content-Length", "0")):
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *args):
        pass


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True

    def get_request(self):
        sock, _ = super().get_request()
        return sock, ("unix", 0)


def help_of(path, folder):
    env = {"PATH": os.environ["PATH"], "HOME": folder, "DOCKER_HOST": "unix://" + folder + "/engine.sock"}
    done = subprocess.run(["docker", *path, "--help"], env=env, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=30)
    return re.sub("\x1b\\[[0-9;]*m", "", done.stdout).replace(folder, "@HOME@")


def commands(text):
    listing = False
    for line in text.splitlines():
        if re.match(r"^[A-Z].*Commands:$|^Commands:$", line):
            listing = True
        elif listing and re.match(r"^  [a-z]", line):
            yield line.split()[0].rstrip("*")
        elif not line.strip():
            listing = False


def walk(path, folder, out):
    text = help_of(path, folder)
    out.write(json.dumps({"path": " ".join(path), "help": text}) + "\n")
    for name in commands(text):
        walk([*path, name], folder, out)


def main():
    with open(sys.argv[1], "w") as out, tempfile.TemporaryDirectory(prefix="record", dir="/tmp") as folder:
        server = Server(os.path.join(folder, "engine.sock"), Engine)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        walk([], folder, out)


main()
