"""How many people one process of the app holds: sessions that act as people do, and what they wait
for.

    python bench/load.py --address http://localhost:8501 --pid 1234 --sessions 1 5 10 -o load.json
    python bench/load.py --address http://localhost:8501 --pid 1234 --churn 500 -o churn.json

A session opens the Atlas, loads the map's files once, then acts every 3 to 8 seconds: boxes, lists,
the date, pages, pans (a run of the map's fragment), clicks on the map. The time of an action is
from sending it to the end of the script on the server: drawing in the browser comes on top. The
load is made on the same machine and takes of its cores too; its own share is written beside the
server's. Nothing but the app on `address` is asked.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.request import urlopen

import psutil

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.sessions import FINISHED, FRAGMENT, Gone, Run, Session

PAGES = [
    "",
    "",
    "",
    "choke_points",
    "diplomacy",
    "nature",
    "governance",
    "places",
    "scenarios",
    "coverage",
]
LISTS = ("filter_minerals", "filter_blocs", "filter_places", "filter_countries")
PAUSE = (3.0, 8.0)


async def visit(
    address: str,
    until: float,
    rng: random.Random,
    runs: list[Run],
    *,
    acts: int = 10**9,
    pause: tuple[float, float] = PAUSE,
) -> None:
    """One user from opening to leaving."""
    try:
        async with Session(address) as session:
            runs.append(await session.open(""))
            await asyncio.to_thread(map_files, session)
            place = [20.0, 10.0, 2.0]
            while time.monotonic() < until and acts > 0:
                await asyncio.sleep(rng.uniform(*pause))
                if time.monotonic() >= until:
                    break
                runs.append(await act(session, rng, place))
                acts -= 1
    except (Gone, OSError, TimeoutError) as fault:
        lost = Run("lost", time.perf_counter())
        lost.faults.append(f"{type(fault).__name__}: {fault}")
        runs.append(lost)


def map_files(session: Session) -> int:
    """What a browser loads once: the columns of the map; their bytes."""
    total = 0
    for path in session.files():
        with urlopen(session.address + path, timeout=60) as answer:
            total += len(answer.read())
    return total


async def act(session: Session, rng: random.Random, place: list[float]) -> Run:
    """What someone does next."""
    what = rng.random()
    boxes = [w for w in session.all("checkbox") if "filter_" in w.id or "layer_" in w.id]
    if what < 0.30 and boxes:
        box = rng.choice(boxes)
        return await session.set(box, not session.value(box))
    lists = [w for w in session.all("multiselect") if any(name in w.id for name in LISTS)]
    if what < 0.50 and lists:
        chosen = rng.choice(lists)
        values = session.value(chosen) or []
        options = list(chosen.proto.options)
        new = (
            values[:-1]
            if len(values) > 1 or (values and rng.random() < 0.4)
            else [*values, rng.choice(options[:30])]
        )
        return await session.set(chosen, new)
    sliders = [w for w in session.all("slider") if "as_of" in w.id]
    if what < 0.58 and sliders:
        slider = sliders[0]
        return await session.set(slider, [rng.choice(list(slider.proto.options))])
    if what < 0.75:
        return await session.go(rng.choice(PAGES))
    resets = [w for w in session.all("button") if "reset_all" in w.id]
    if what < 0.80 and resets:
        reset = resets[0]
        return await session.set(reset, True, name="reset")
    maps = [w for w in session.all("component_instance") if w.fragment]
    if maps:
        place[0] = max(-60, min(70, place[0] + rng.uniform(-8, 8)))
        place[1] += rng.uniform(-15, 15)
        place[2] = max(1, min(12, place[2] + rng.choice([-1, 0, 0, 1])))
        report = {
            "last_object_clicked_tooltip": None,
            "last_object_clicked_count": 0,
            "center": {"lat": place[0], "lng": place[1]},
            "zoom": place[2],
        }
        return await session.set(maps[0], report, name="pan")
    return await session.go("")


async def watch(pids: Sequence[int], rows: list[dict], stop: asyncio.Event) -> None:
    """Servers and machine, each second."""
    servers, own = [psutil.Process(pid) for pid in pids], psutil.Process()
    for one in (*servers, own):
        one.cpu_percent()
    psutil.cpu_percent()
    while not stop.is_set():
        await asyncio.sleep(1)
        rows.append(
            {
                "t": time.monotonic(),
                "cpu": sum(one.cpu_percent() for one in servers),
                "load_cpu": own.cpu_percent(),
                "machine": psutil.cpu_percent(),
                "rss": sum(one.memory_info().rss for one in servers) / 1e6,
                "cpu_s": sum(sum(one.cpu_times()[:2]) for one in servers),
                "threads": sum(one.num_threads() for one in servers),
                "fds": sum(one.num_fds() for one in servers),
            }
        )


def told(name: str, runs: list[Run], rows: list[dict], seconds: float) -> dict:
    """Figures of one step."""
    acted = [r for r in runs if r.name not in ("open", "lost")]
    times = sorted(r.seconds for r in acted if r.status in (FINISHED, FRAGMENT))
    opened = sorted(r.seconds for r in runs if r.name == "open")

    def at(values: list[float], share: float) -> float:
        return (
            round(values[min(len(values) - 1, int(share * len(values)))], 3)
            if values
            else float("nan")
        )

    by = {}
    for kind in sorted({r.name for r in acted}):
        of = sorted(r.seconds for r in acted if r.name == kind)
        by[kind] = {"n": len(of), "p50": at(of, 0.5), "p95": at(of, 0.95)}
    return {
        "step": name,
        "seconds": round(seconds),
        "actions": len(acted),
        "per_second": round(len(acted) / seconds, 2),
        "p50": at(times, 0.5),
        "p95": at(times, 0.95),
        "p99": at(times, 0.99),
        "max": round(times[-1], 3) if times else None,
        "open_p50": at(opened, 0.5),
        "open_p95": at(opened, 0.95),
        "faults": [f for r in runs for f in r.faults][:10],
        "n_faults": sum(bool(r.faults) for r in runs),
        "kB_per_action": round(statistics.mean(r.bytes for r in acted) / 1000) if acted else 0,
        "cpu_s_per_action": round(
            (rows[-1]["cpu_s"] - rows[0]["cpu_s"]) / max(1, len(acted) + len(opened)), 3
        )
        if rows
        else 0,
        "cpu_mean": round(statistics.mean(r["cpu"] for r in rows)) if rows else 0,
        "load_cpu_mean": round(statistics.mean(r["load_cpu"] for r in rows)) if rows else 0,
        "machine_mean": round(statistics.mean(r["machine"] for r in rows)) if rows else 0,
        "rss_begin": round(rows[0]["rss"]) if rows else 0,
        "rss_max": round(max(r["rss"] for r in rows)) if rows else 0,
        "rss_end": round(rows[-1]["rss"]) if rows else 0,
        "threads_max": max(r["threads"] for r in rows) if rows else 0,
        "threads_end": rows[-1]["threads"] if rows else 0,
        "fds_max": max(r["fds"] for r in rows) if rows else 0,
        "fds_end": rows[-1]["fds"] if rows else 0,
        "by": by,
    }


async def step(
    addresses: Sequence[str], pids: Sequence[int], sessions: int, minutes: float, seed: int
) -> dict:
    """So many sessions for so long, shared out among the servers; they come over the first ten
    seconds.
    """
    runs: list[Run] = []
    rows: list[dict] = []
    stop = asyncio.Event()
    watcher = asyncio.create_task(watch(pids, rows, stop))
    begun = time.monotonic()
    until = begun + minutes * 60

    async def late(place: int) -> None:
        await asyncio.sleep(10 * place / sessions)
        address = addresses[place % len(addresses)]
        await visit(address, until, random.Random(seed * 1000 + place), runs)

    await asyncio.gather(*(late(place) for place in range(sessions)))
    await asyncio.sleep(5)
    stop.set()
    await watcher
    return told(f"{sessions} sessions", runs, rows, time.monotonic() - begun)


async def alone(address: str, pid: int, sessions: int, acts: int, seed: int) -> dict:
    """Sessions one after another that act without a pause: what their actions cost, with little of
    chance in it.
    """
    server, runs = psutil.Process(pid), list[Run]()
    before = sum(server.cpu_times()[:2])
    for place in range(sessions):
        rng = random.Random(seed * 1000 + place)
        await visit(address, time.monotonic() + 3600, rng, runs, acts=acts, pause=(0, 0))
    times = sorted(run.seconds for run in runs)
    return {
        "actions": len(runs),
        "n_faults": sum(bool(run.faults) for run in runs),
        "cpu_s_per_action": (sum(server.cpu_times()[:2]) - before) / len(runs),
        "p50": times[len(times) // 2],
        "p95": times[int(0.95 * len(times))],
    }


async def churn(address: str, pid: int, sessions: int, at_once: int, seed: int) -> dict:
    """Sessions that come, do two things and go; then a look at what stays."""
    runs: list[Run] = []
    rows: list[dict] = []
    stop = asyncio.Event()
    watcher = asyncio.create_task(watch([pid], rows, stop))
    begun = time.monotonic()
    gate = asyncio.Semaphore(at_once)

    async def one(place: int) -> None:
        rng = random.Random(seed * 1000 + place)
        async with gate:
            await visit(address, begun + 3600, rng, runs, acts=2, pause=(0.2, 0.6))

    await asyncio.gather(*(one(place) for place in range(sessions)))
    acted = time.monotonic() - begun
    after = []
    for wait in (5, 60, 90):
        await asyncio.sleep(wait)
        after.append(
            {"after_s": round(time.monotonic() - begun - acted), "rss": round(rows[-1]["rss"])}
        )
    stop.set()
    await watcher
    found = told(f"{sessions} came and went, {at_once} at once", runs, rows, acted)
    return found | {"after": after}


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--address", default="http://localhost:8501")
    parser.add_argument("--pid", type=int, required=True, help="Of the server on the same machine.")
    parser.add_argument("--sessions", type=int, nargs="*", default=[])
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument("--churn", type=int, default=0)
    parser.add_argument("--at-once", type=int, default=10)
    parser.add_argument("--rest", type=float, default=5, help="Seconds between two steps.")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("-o", "--output", type=Path)
    options = parser.parse_args()
    found = []
    for sessions in options.sessions:
        found.append(
            asyncio.run(
                step([options.address], [options.pid], sessions, options.minutes, options.seed)
            )
        )
        print({k: v for k, v in found[-1].items() if k != "by"}, flush=True)
        time.sleep(options.rest)
    if options.churn:
        found.append(
            asyncio.run(
                churn(options.address, options.pid, options.churn, options.at_once, options.seed)
            )
        )
        print({k: v for k, v in found[-1].items() if k != "by"}, flush=True)
    if options.output:
        options.output.write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
