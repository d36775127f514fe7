"""All benchmarks, one after the other; for an hour's quiet on the machine. `make bench` runs this.

    python tests/benchmarks [NAME ...]

Each prints its table and keeps it in results/benchmarks; all together are in README.md there.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from report import FOLDER

HERE = Path(__file__).parent
NAMES = {  # and the tables that each leaves
    "extraction": ["extraction"],
    "songs": ["songs", "own_songs"],
    "batches": ["batches"],
    "training": ["training"],
    "lyrics": ["lyrics"],
    "sound": ["sound"],
    "peers": ["peers_demo_bilingual", "peers_demo_bilingual_both"],
    "missing_lyrics": ["missing_lyrics_demo_bilingual"],
    "clusterers": ["clusterers"],
    "growth": ["growth_latents", "growth_features"],
    "duplicates": ["duplicates"],
    "new_songs": ["new_songs_demo"],
    "explorer": ["explorer"],
    "dag": ["dag"],
    "jobs": ["jobs"],
    "workflow": ["workflow"],
}


def main() -> None:
    wanted = sys.argv[1:] or list(NAMES)
    if unknown := set(wanted) - set(NAMES):
        sys.exit(f"expected some of {', '.join(NAMES)}, got {', '.join(sorted(unknown))}")
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # as the workflow does
    failed = []
    for name in wanted:
        start = time.perf_counter()
        done = subprocess.run([sys.executable, HERE / f"bench_{name}.py"])
        print(f"({name}: {time.perf_counter() - start:.0f} s)\n", flush=True)
        if done.returncode:
            failed.append(name)
    tables = [FOLDER / f"{table}.md" for tables in NAMES.values() for table in tables]
    text = "\n".join(table.read_text(encoding="utf-8") for table in tables if table.exists())
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "README.md").write_text(f"# Benchmarks\n\n{text}", encoding="utf-8")
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
