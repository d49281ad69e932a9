"""The command `argyll`: options and environment in, exit code out."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from argyll.cluster_demo import FIRST_PORT, FIRST_RAFT_PORT, run_cluster
from argyll.createadmin import create_admin
from argyll.lock import DataInUse
from argyll.node import run_node
from argyll.ports import NoSuchAddress, PortInUse
from argyll.settings import load_node
from engine.settings import SettingError

EXIT_CANNOT_START = 1
EXIT_WRONG_SETTING = 2

OPTIONS = {
    "--host": ("ARGYLL_HOST", "address to listen on (127.0.0.1)"),
    "--port": ("ARGYLL_PORT", "port of the API, the WebSocket and the pages (8080)"),
    "--data": ("ARGYLL_DATA", "directory of everything that the node stores (./data)"),
    "--node-id": ("ARGYLL_NODE_ID", "name of the node in its cluster (n1)"),
    "--raft-address": ("ARGYLL_RAFT_ADDRESS", "host:port on which the other nodes reach this one"),
    "--raft-servers": ("ARGYLL_RAFT_SERVERS", "all nodes of the cluster: n1=host:port,n2=host:port,..."),
    "--web-workers": ("ARGYLL_WEB_WORKERS", "web processes (1)"),
    "--webhook-base-url": ("ARGYLL_WEBHOOK_BASE_URL", "where step services reach this node (its own URL)"),
}
"""Options of `argyll up` that are other ways to set a variable; an option wins over the environment."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code."""
    options = _parser().parse_args(arguments)
    environ = {**os.environ, **_set_by_options(options)}
    try:
        return _run(options, environ)
    except SettingError as error:
        option = next((option for option, (name, _) in OPTIONS.items() if name == error.variable), None)
        print(f"argyll: {f'{option}: ' if option else ''}{error}", file=sys.stderr)
        return EXIT_WRONG_SETTING
    except (DataInUse, PortInUse, NoSuchAddress) as error:
        print(f"argyll: {error}", file=sys.stderr)
        return EXIT_CANNOT_START
    except OSError as error:
        print(f"argyll: {error.strerror}: {error.filename}", file=sys.stderr)
        return EXIT_CANNOT_START


def _run(options: argparse.Namespace, environ: Mapping[str, str]) -> int:
    match options.command:
        case "up":
            settings = load_node(environ)
            parent = environ.get("ARGYLL_PARENT_PID", "")
            return run_node(settings, environ, demo=options.demo, parent_pid=int(parent) if parent.isdigit() else None)
        case "cluster-demo":
            return run_cluster(
                options.data.absolute(), environ, first_port=options.port, first_raft_port=options.raft_port
            )
        case _:
            data = load_node(environ).engine.data
            data.mkdir(parents=True, exist_ok=True)
            return create_admin({**environ, "ARGYLL_DATA": str(data)}, options.arguments)


def _set_by_options(options: argparse.Namespace) -> dict[str, str]:
    given = vars(options)
    variables = {
        name: str(given[option])
        for option, (name, _) in OPTIONS.items()
        if (given.get(option) is not None) and options.command != "cluster-demo"
    }
    if given.get("insecure_open"):
        variables["ARGYLL_INSECURE_OPEN"] = "1"
    return variables


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="argyll", description="A workflow orchestrator.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    up = commands.add_parser("up", help="run a node in the foreground")
    for option, (name, meaning) in OPTIONS.items():
        up.add_argument(option, dest=option, metavar=option.strip("-").upper(), help=f"{meaning}; {name}")
    up.add_argument("--insecure-open", action="store_true", help="allow an address beyond loopback, without accounts")
    up.add_argument("--demo", action="store_true", help="register a small catalogue and start a few flows")
    cluster = commands.add_parser("cluster-demo", help="run three nodes on this machine")
    cluster.add_argument("--data", type=Path, default=Path("data"), help="directory of the three (./data)")
    cluster.add_argument("--port", type=int, default=FIRST_PORT, help="port of the first node (8080)")
    cluster.add_argument("--raft-port", type=int, default=FIRST_RAFT_PORT, help="raft port of the first node (9701)")
    admin = commands.add_parser("createadmin", help="make a user for the admin pages")
    admin.add_argument("--data", dest="--data", metavar="DATA", help=OPTIONS["--data"][1])
    admin.add_argument("arguments", nargs="*", metavar="-- OPTION", help="options of Django's createsuperuser")
    return parser
