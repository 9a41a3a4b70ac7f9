"""Notes whom a process, and all that it starts, tries to reach outside this machine.

    called = noting(folder)
    subprocess.run(command, env=os.environ | called.environment)
    assert called.out() == []

A `sitecustomize` on the path of every Python process notes names that are looked up and addresses
that are connected to, before it is known whether there is a network at all.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

_NOTING = """
import ipaddress, sys

NOTED = {noted!r}

def _is_near(host):
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    try:
        return ipaddress.ip_address(host.decode() if isinstance(host, bytes) else host).is_loopback
    except ValueError:
        return False

def _note(event, told):
    if event == "socket.getaddrinfo":
        host = told[0]
    elif event in ("socket.connect", "socket.sendto") and isinstance(told[1], tuple):
        host = told[1][0]
    else:
        return
    if not _is_near(host):
        with open(NOTED, "a") as noted:
            noted.write(f"{{event}} {{host!r}} by {{sys.argv[:3]}}\\n")

sys.addaudithook(_note)
"""


@dataclass(frozen=True)
class CallsOut:
    """What the processes with this `environment` called."""

    environment: dict[str, str]
    _noted: Path

    def out(self) -> list[str]:
        """A line for each call to another machine."""
        return self._noted.read_text("utf-8").splitlines() if self._noted.exists() else []


def noting(folder: Path) -> CallsOut:
    """Notes in `folder`, which is also the home of whom it is given to."""
    hooks, home = folder / "hooks", folder / "home"
    hooks.mkdir(parents=True)
    home.mkdir()
    noted = folder / "calls.txt"
    (hooks / "sitecustomize.py").write_text(_NOTING.format(noted=str(noted)), "utf-8")
    path = os.pathsep.join(filter(None, (str(hooks), os.environ.get("PYTHONPATH", ""))))
    return CallsOut({"PYTHONPATH": path, "HOME": str(home)}, noted)
