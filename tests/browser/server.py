"""Starts the app as a person would, on a free port, and stops exactly that process."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Browser, expect, sync_playwright

ROOT = Path(__file__).parents[2]
FAKE_APP = Path(__file__).with_name("fake_app.py")
KEPT_IN = "kept-in"
"""The cookie that names the folder in which the fake app keeps what a session leaves."""
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 60.0
PATIENCE = 30_000
"""Milliseconds that whatever is expected may take on a busy machine."""


@contextmanager
def serving(script: Path, log: Path, **settings: str) -> Iterator[str]:
    """The address at which `script` is served. `settings` are environment variables."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    command += ["--server.port", str(port), "--server.headless", "true"]
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("RAG_", "OPENAI_"))
    }
    with log.open("wb") as output:
        server = subprocess.Popen(
            command, cwd=ROOT, env=clean | settings, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            _wait_until_up(address, server, log)
            yield address
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium; an error, not a skip, where there is none."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_up(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and not _ended_within(server, 0.1):
        try:
            with urlopen(f"{address}/_stcore/health", timeout=1) as answer:
                if answer.status == 200:
                    return
        except OSError:
            continue
    raise RuntimeError(f"The app did not start. Its output:\n{log.read_text('utf-8', 'replace')}")


def _ended_within(server: subprocess.Popen[bytes], seconds: float) -> bool:
    try:
        server.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True
