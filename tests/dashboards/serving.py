"""A server process of its own, and a browser tab that speaks with it."""

from __future__ import annotations

import contextlib
import functools
import re
import signal
import socket
import subprocess
import sys
import time

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from dashboards.door.guard import COOKIE

SERVE = """
import sys
from pathlib import Path
from dashboards.server import serve
serve(Path(sys.argv[1]), "127.0.0.1", 0, on_ready=lambda url: print(url, flush=True))
print("closed", flush=True)
"""
PASSWORD = "для проверки 7"
PATIENCE = 60  # seconds for what a real server, on a busy machine, is asked
get = functools.partial(httpx.get, timeout=PATIENCE)


def wait_until(is_so, seconds=PATIENCE):
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, f"it did not become so in {seconds} seconds"
        time.sleep(0.05)


class Serving:
    """A server process of its own and what it wrote to its log."""

    def __init__(self, folder, script=SERVE):
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-c", script, str(folder)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.url = self.process.stdout.readline().strip()
        assert self.url, self.process.stderr.read()

    @contextlib.contextmanager
    def log_in(self, login, host=""):
        """Yield a client whose cookie header is carried by hand (it is Secure)."""
        origin = {"origin": f"http://{host}" if host else self.url}
        if host:
            origin["host"] = host
        with httpx.Client(
            base_url=self.url, headers=origin, timeout=PATIENCE
        ) as client:
            self._log_in(client, login)
            yield client

    def _log_in(self, client, login):
        form = client.get("/login")
        signature = re.search(r'name="form" value="([0-9a-f]+)"', form.text)[1]
        before = form.headers["set-cookie"].split(";")[0]
        answer = client.post(
            "/login",
            data={"login": login, "password": PASSWORD, "form": signature},
            headers={"cookie": before},
        )
        assert answer.status_code == 303
        client.cookies.clear()
        client.headers["cookie"] = next(
            header.split(";")[0]
            for header in answer.headers.get_list("set-cookie")
            if header.startswith(f"{COOKIE}=")
        )

    def stop(self):
        """Ask to stop; return the exit code, what was printed and what was logged."""
        self.process.send_signal(signal.SIGTERM)
        printed, logged = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, printed, logged


class Tab:
    """A browser tab that speaks Streamlit's protocol."""

    def __init__(self, serving, client, *, existing="", **headers):
        sent = {name: client.headers.get(name, "") for name in ("origin", "cookie")}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        self._open = contextlib.ExitStack()
        address, _, port = serving.url.removeprefix("http://").partition(":")
        host = client.headers.get("host") or f"{address}:{port}"
        connecting = connect(
            f"ws://{host}/_stcore/stream",
            sock=socket.create_connection((address, int(port))),
            additional_headers={name: value for name, value in sent.items() if value},
            subprotocols=["streamlit", *(["x", existing] if existing else [])],
            compression=None,
            max_size=2**26,
        )
        self.socket = self._open.enter_context(connecting)
        self.session_id = ""
        self.pages = {}
        self.texts = []
        self.is_not_found = False

    def close(self):
        self._open.close()

    def send(self, message):
        self.socket.send(message.SerializeToString())

    def next(self, timeout=PATIENCE):
        return ForwardMsg.FromString(self.socket.recv(timeout))

    def send_rerun(self, page_hash="", page_name="", fragment_id=""):
        message = BackMsg()
        message.rerun_script.page_script_hash = page_hash
        message.rerun_script.page_name = page_name
        message.rerun_script.fragment_id = fragment_id
        message.rerun_script.context_info.locale = "ru-RU"
        self.send(message)

    def run(self, page_hash="", page_name="", fragment_id=""):
        """Run the script and return the titles that the tab then shows."""
        self.send_rerun(page_hash, page_name, fragment_id)
        self.texts, self.is_not_found = [], False
        while True:
            frame = self.next()
            kind = frame.WhichOneof("type")
            if kind == "new_session":
                self.session_id = (
                    frame.new_session.initialize.session_id or self.session_id
                )
            elif kind == "navigation":
                self.pages = {
                    page.url_pathname: page.page_script_hash
                    for page in frame.navigation.app_pages
                }
            elif kind == "page_not_found":
                self.is_not_found = True
            elif kind == "delta":
                element = frame.delta.new_element
                if element.WhichOneof("type") == "heading":
                    self.texts.append(element.heading.body)
            elif kind == "script_finished":
                status = ForwardMsg.ScriptFinishedStatus
                if frame.script_finished == status.FINISHED_SUCCESSFULLY:
                    return self.texts
