"""Commands about the app and the shell: run, completion."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from importlib.util import find_spec

import click
from click.shell_completion import get_completion_class

from crmmap.cli.main import missing
from crmmap.shipped import APP
from crmmap.store import settled

HERE = ("localhost", "127.0.0.1", "::1")


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True)
@click.option(
    "--address",
    default="localhost",
    show_default=True,
    help="The address to listen at. At localhost only this computer can open the map.",
)
@click.pass_context
def run(context: click.Context, port: int, address: str) -> None:
    """Open the map in a browser, with the tables of --data if given.

    \b
    crmmap --data my-data run --port 8600
    """
    if find_spec("streamlit") is None:
        raise missing("run", "streamlit", "app")
    folder = context.obj.to_serve
    env = {**os.environ, **({"CRMMAP_GEODATA": str(settled(folder))} if folder else {})}
    if address in HERE:
        env["CRMMAP_LOCAL_EDITOR"] = "1"  # who sits here decides on corrections of a store
    command = [sys.executable, "-m", "streamlit", "run", str(APP), "--server.port", str(port)]
    command += ["--server.address", address]
    with subprocess.Popen(command, cwd=APP.parent, env=env) as server:
        for kind in (signal.SIGINT, signal.SIGTERM):  # who ends this command ends the server too
            signal.signal(kind, lambda *_: server.terminate())
        context.exit(server.wait())


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """A script for your shell that completes commands, options and values.

    \b
    crmmap completion bash >> ~/.bashrc
    crmmap completion fish > ~/.config/fish/completions/crmmap.fish
    """
    made = get_completion_class(shell)
    if made is None:
        raise click.ClickException(f"there is no completion for {shell}")
    click.echo(made(context.find_root().command, {}, "crmmap", "_CRMMAP_COMPLETE").source())


COMMANDS = (run, completion)
