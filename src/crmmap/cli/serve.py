"""The command that runs the app as a service: serve."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from crmmap.cli.main import missing
from crmmap.engines import UnknownEngine, engine_of
from crmmap.shipped import APP
from crmmap.store import settled

POLL_SECONDS = 0.2
SOONEST_SECONDS = 20
"""A process that ends before has a fault that another start would not mend."""
STOPPING = (signal.SIGINT, signal.SIGTERM)


@click.command()
@click.option("--address", help="The address to listen at; 0.0.0.0 for all of this machine.")
@click.option("--port", type=click.IntRange(1, 65535), help="The first port.  [default: 8501]")
@click.option("--base-path", help="The path below which it is served, such as /minerals.")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    help="Processes, at as many ports from the first; a proxy in front shares users among them.",
)
@click.option(
    "--config",
    "file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A TOML file; the options above and the environment go before it.",
)
@click.option("--check", is_flag=True, help="Only say what is wrong with the configuration.")
@click.pass_context
def serve(context: click.Context, file: Path | None, *, check: bool, **options: Any) -> None:
    """Run the map as a service, with health checks, access rules, figures and data by address.

    \b
    crmmap serve --check
    crmmap serve --address 0.0.0.0 --port 8501 --base-path /minerals
    """
    for package in ("uvicorn", "prometheus_client"):
        if find_spec(package) is None:
            raise missing("serve", package, "serve")
    from crmmap.serve.config import FILE, UnusableConfig, read_config  # what only this needs

    folder = context.obj.to_serve
    options["folder"] = str(settled(folder)) if folder else None
    env = {**os.environ, **_as_environment(options)}
    if file is not None:
        env[FILE] = str(file.resolve())
    try:
        named = env.get(FILE)
        wanted = read_config(Path(named) if named else None, env)
    except UnusableConfig as fault:
        raise click.ClickException(str(fault)) from None
    # the processes run in another folder
    env |= {
        f"CRMMAP_{part}_FOLDER": str(settled(folder))
        for part, folder in (("DATA", wanted.data.folder), ("FILES", wanted.files.folder))
        if folder
    }
    if named:
        env[FILE] = str(Path(named).resolve())
    if check:
        try:
            engine_of(wanted.engine.name)
        except UnknownEngine as fault:
            raise click.ClickException(f"[engine] name: {fault}") from None
        context.obj.place = wanted.data.folder or None
        rows = len(context.obj.atlas.sites)
        click.echo(f"The configuration can be used, and the data are valid ({rows:,} sites).")
        return
    server = wanted.server
    commands = [
        [sys.executable, "-m", "crmmap.serve.process", str(server.port + place)]
        for place in range(server.workers)
    ]
    for place in range(server.workers):
        where = f"http://{server.address}:{server.port + place}{server.base_path}/"
        click.echo(f"Serving at {where}", err=True)
    if len(commands) == 1 and os.name == "posix":  # who stops or kills this process means that one
        os.chdir(APP.parent)
        os.execve(sys.executable, commands[0], env)
    context.exit(_run(commands, env, stop_seconds=server.stop_seconds))


def _as_environment(options: dict[str, Any]) -> dict[str, str]:
    """Options as the variables that the configuration reads."""
    parts = {"folder": "DATA"}
    return {
        f"CRMMAP_{parts.get(name, 'SERVER')}_{name.upper()}": str(value)
        for name, value in options.items()
        if value is not None
    }


def _run(commands: list[list[str]], env: dict[str, str], *, stop_seconds: int) -> int:
    """Run the processes until the service is asked to stop; one that ends is started again, unless
    it ends as soon as it begins. The exit code.
    """

    def start(command: list[str]) -> tuple[subprocess.Popen[bytes], float]:
        return subprocess.Popen(command, cwd=APP.parent, env=env), time.monotonic()

    running = [start(command) for command in commands]
    asked: list[int] = []
    before = {kind: signal.signal(kind, lambda kind, _: asked.append(kind)) for kind in STOPPING}
    code = 0
    try:
        while not asked and not code:
            time.sleep(POLL_SECONDS)
            for place, (one, began) in enumerate(running):
                if one.poll() is None:
                    continue
                if time.monotonic() - began < SOONEST_SECONDS:
                    code = abs(one.returncode) or 1
                else:
                    running[place] = start(commands[place])
    finally:
        _stop([one for one, _ in running], stop_seconds)
        for kind, handler in before.items():
            signal.signal(kind, handler)
    return code


def _stop(processes: list[subprocess.Popen[bytes]], seconds: int) -> None:
    for one in processes:
        if one.poll() is None:
            one.send_signal(signal.SIGTERM)
    for one in processes:
        try:
            one.wait(seconds + 15)
        except subprocess.TimeoutExpired:
            one.kill()


COMMANDS = (serve,)
