"""Kill runs of the workflow at random moments, and hold that nothing is lost.

    make chaos                                         # 50 kills of the default run on the demo
    make chaos ARGS="--kills 10 --seed 7 --configfile my_run.yaml"

One run is left in peace. Another, in a folder of its own, is killed again and again, Snakemake,
one of its processes, or all of them together, and started anew each time. When it ends, every file
of its results must be, to the last bit, that of the first; after every kill all that belonged to
it must be gone. Runs follow one another until there have been as many kills as were asked for.
"""

import argparse
import filecmp
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import psutil
import yaml
from support.project import SNAKEMAKE, copy_project

VICTIMS = ("Snakemake", "a job", "both")
GONE_WITHIN = 10  # s after a kill


def start(folder: Path, arguments: list[str]) -> psutil.Popen:
    """A run in the background; what it prints goes to run.log."""
    command = [SNAKEMAKE, *arguments]
    with open(folder / "run.log", "ab") as log:
        return psutil.Popen(
            command, cwd=folder, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )


def kill(run: psutil.Popen, victim: str, chance: random.Random) -> str:
    """Kill with no warning; who it was: the name of the process."""
    family = run.children(recursive=True)
    if victim == "a job" and family:
        victims = [chance.choice(family)]
    elif victim == "both":
        victims = [run, *family]
    else:
        victims = [run]
    killed = victims[0].name() if victims[0].is_running() else "nobody"
    for process in victims:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    return killed


def processes_in(folder: Path) -> list[psutil.Process]:
    """Those that work in a folder, zombies aside."""
    return [
        process
        for process in psutil.process_iter(["cwd", "status"])
        if process.info["cwd"] == str(folder) and process.info["status"] != psutil.STATUS_ZOMBIE
    ]


def list_orphans(folder: Path) -> list[str]:
    """Commands of processes that are still there when all should have ended."""
    end = time.monotonic() + GONE_WITHIN
    while (left := processes_in(folder)) and time.monotonic() < end:
        time.sleep(0.2)
    names = [" ".join(process.cmdline())[:200] for process in left]
    for process in left:
        process.kill()
    return names


def differences(complete: Path, other: Path) -> list[str]:
    """Files of two folders that are not the same, or only in one of them."""
    names = [{str(path.relative_to(top)) for path in top.rglob("*") if path.is_file()}
             for top in (complete, other)]  # fmt: skip
    both = sorted(names[0] & names[1])
    differ = [name for name in both if not same(complete / name, other / name)]
    return differ + sorted(names[0] ^ names[1])


def same(first: Path, second: Path) -> bool:
    """Whether two files are equal to the last bit, but for where a dataset's folder lies."""
    if first.name != "dataset.json":
        return filecmp.cmp(first, second, shallow=False)
    contents = [json.loads(path.read_text(encoding="utf-8")) for path in (first, second)]
    for content in contents:
        del content["root"], content["listed"]["fingerprint"]
    return contents[0] == contents[1]


def disturb(
    folder: Path, arguments: list[str], moments: list[float], chance: random.Random
) -> tuple[Counter, list[str], bool]:
    """Start a run again and again, killing it after each of the moments, then let it end.

    Args:
        folder: of the project.
        arguments: of Snakemake.
        moments: s after each start. They are taken off the list as they are used.
        chance: who is killed.

    Returns:
        kills by victim, orphans, and whether the run came to its end.
    """
    kills, orphans = Counter(), []
    while True:
        run, wounded = start(folder, arguments), False
        while run.returncode is None:
            try:
                run.wait(moments[0] if moments else None)
            except psutil.TimeoutExpired:
                moments.pop(0)
                victim = chance.choice(VICTIMS)
                name = kill(run, victim, chance)
                kills[victim] += 1
                wounded = True
                print(f"  killed {victim} ({name})", flush=True)
                if victim != "a job":  # without one, Snakemake may go on: a reader is replaced
                    run.wait()
        if run.returncode == 0 or not wounded:
            return kills, orphans, run.returncode == 0
        orphans += list_orphans(folder)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--longest", type=float, default=40, help="s from a start to a kill")
    parser.add_argument("--cores", default="2")
    parser.add_argument("--configfile", help="of the run, in place of the default one")
    parser.add_argument("--folder", type=Path, help="where to work; a temporary one by default")
    chosen = parser.parse_args()
    top = chosen.folder or Path(tempfile.mkdtemp(prefix="hbvae-chaos-"))
    config = {}
    if chosen.configfile:
        config = yaml.safe_load(Path(chosen.configfile).read_text(encoding="utf-8"))
    config.setdefault("training", {})["checkpoint_interval"] = 2  # s, as kills are so frequent
    chance = random.Random(chosen.seed)
    moments = [chance.uniform(0, chosen.longest) for _ in range(chosen.kills)]
    arguments = ["--cores", chosen.cores, "--resources", "gpu=1", "--configfile", "run.yaml"]
    for name in ("whole", "killed"):
        shutil.rmtree(top / name, ignore_errors=True)
        copy_project(top / name)
        (top / name / "run.yaml").write_text(yaml.safe_dump(config))

    print(f"a run in peace, in {top}/whole", flush=True)
    begin = time.monotonic()
    if start(top / "whole", arguments).wait():
        print(f"it failed: see {top}/whole/run.log")
        return 1
    peace = time.monotonic() - begin
    kills, orphans, differ, runs, ended, n_files = Counter(), [], [], 0, True, 0
    begin = time.monotonic()
    while moments and ended:
        for made in ("results", "logs", ".snakemake"):
            shutil.rmtree(top / "killed" / made, ignore_errors=True)
        runs += 1
        print(f"run {runs}, {len(moments)} kills to come", flush=True)
        killed_run, left, ended = disturb(top / "killed", arguments, moments, chance)
        kills += killed_run
        orphans += left
        differ += differences(top / "whole/results", top / "killed/results")
        n_files += sum(path.is_file() for path in (top / "whole/results").rglob("*"))
    survived = sum(kills.values()) if ended else sum(kills.values()) - 1
    by_victim = ", ".join(f"{n} of {victim}" for victim, n in kills.items())
    print(
        f"kills survived: {survived} of {sum(kills.values())} ({by_victim}), in {runs} runs; "
        f"orphans: {len(orphans)}; files that differ: {len(differ)} of {n_files}; "
        f"{peace:.0f} s in peace, {time.monotonic() - begin:.0f} s with all kills"
    )
    for line in (orphans + differ)[:50]:
        print(f"  {line}")
    if not ended:
        print(f"the run did not end: see {top}/killed/run.log")
    elif not (orphans or differ or chosen.folder):
        shutil.rmtree(top)
    return int(bool(not ended or orphans or differ))


if __name__ == "__main__":
    sys.exit(main())
