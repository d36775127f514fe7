"""The explorer in a browser: its page's size, opening, and frames while the map is moved.

    python tests/benchmarks/bench_explorer.py

Synthetic songs of ten slices, on three maps and with twelve clusterings, in headless Chromium
without a graphics card. A frame lasts from one that the browser shows to the next while the
pointer or the wheel moves with each; 16.7 ms is the least.
"""

import shutil
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from report import ROOT, cost, report

sys.path.insert(0, str(ROOT / "tests"))
from support.explorer_songs import write_explorer

from hbvae.reporting.explorer_data import Clustering, Content, SongMap, Songs
from hbvae.storage.names import ClusterName

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None)
SIZES = [1_000, 10_000]  # songs
N_SLICES, N_CLUSTERS, N_CLUSTERINGS = 10, 12, 12
TWO_FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
FRAMES = """async ([kind, pane]) => {
  const target = document.querySelectorAll('.pane')[pane], box = target.getBoundingClientRect();
  const x = box.left + box.width / 2, y = box.top + box.height / 2, times = [];
  const frame = () => new Promise(requestAnimationFrame);
  const fire = (Event, name, more) => target.dispatchEvent(new Event(name, {
    bubbles: true, cancelable: true, clientX: x, clientY: y, pointerId: 1, pointerType: 'mouse',
    ...more,
  }));
  target.setPointerCapture = () => {};
  if (kind === 'move') fire(PointerEvent, 'pointerdown');
  let last = await frame();
  for (let n = 1; n <= 60; n++) {
    const angle = n / 10, [across, down] = [80 * Math.sin(angle), 60 * Math.sin(2 * angle)];
    const place = { clientX: x + across, clientY: y + down };
    if (kind === 'wheel') fire(WheelEvent, 'wheel', { deltaY: n < 30 ? -50 : 50 });
    else fire(PointerEvent, 'pointermove', place);
    const now = await frame();
    times.push(now - last);
    last = now;
  }
  if (kind === 'move') fire(PointerEvent, 'pointerup');
  return times.sort((a, b) => a - b);
}"""


def synthetic(n_songs: int) -> Content:
    random = np.random.default_rng(0)
    track = np.repeat(np.arange(n_songs), N_SLICES)
    group = random.integers(0, N_CLUSTERS, n_songs)
    middle = random.normal(0, 10, (N_CLUSTERS, 2))
    names, nothing = [f"Song {number}" for number in range(n_songs)], [""] * n_songs
    addresses = [f"music/{name}.mp3" for name in names]
    labels = {"genre": [f"genre {number}" for number in group]}
    songs = Songs(names, names, nothing, addresses, nothing, labels)
    places = [
        SongMap(
            name,
            middle[group][track] + random.normal(0, 2, (len(track), 2)),
            random.integers(0, n_songs, (n_songs, 5)),
        )
        for name in ("joint_audio", "joint_lyrics", "hybrid_vae")
    ]
    called = [ClusterName(f"name {number}, loud", "") for number in range(N_CLUSTERS)]
    clusterings = []
    for number in range(N_CLUSTERINGS):
        clusters = group if number == 0 else random.integers(0, N_CLUSTERS, n_songs)
        shown = clusters[track], clusters, random.random(n_songs)
        name = "joint_audio", f"kmeans {number}", "genre"
        clusterings.append(Clustering(*name, *shown, names=called))
    return Content(songs, track, np.tile(3.0 * np.arange(N_SLICES), n_songs), places, clusterings)


def write(path: str, n_songs: int) -> None:
    write_explorer(path, synthetic(n_songs))


def ms(times: list[float]) -> str:
    """Median, and what one in twenty exceeds."""
    return f"{np.median(times):.0f} ({np.quantile(times, 0.95):.0f})"


def seconds(page, change: str) -> float:
    """From a change on the page to the second frame after it."""
    start = time.perf_counter()
    page.evaluate(f"{change}; {TWO_FRAMES}")
    return time.perf_counter() - start


def measure(browser, path: Path) -> list:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    start = time.perf_counter()
    page.goto(path.as_uri())
    page.wait_for_selector("body[data-ready]")
    opened = time.perf_counter() - start
    moved, turned = (page.evaluate(FRAMES, [kind, 0]) for kind in ("move", "wheel"))
    pointed = page.evaluate(FRAMES, ["point", 0])
    colour = seconds(page, "colour.selectedIndex = 3; colour.onchange({target: colour})")
    chosen = seconds(page, "document.querySelector('#groups button').click()")
    page.select_option("#beside", index=1)
    both = page.evaluate(FRAMES, ["move", 1])
    page.close()
    return [opened, ms(moved), ms(turned), ms(pointed), ms(both), colour, chosen]


def main() -> None:
    from playwright.sync_api import sync_playwright

    rows = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        for n_songs in SIZES:
            path = Path(folder, f"{n_songs}.html")
            written = cost(write, str(path), n_songs)
            row = [n_songs, n_songs * N_SLICES, path.stat().st_size / 1e6, written.cpu_seconds]
            rows.append([*row, *measure(browser, path)])
        browser.close()
    frames = ["moving", "enlarging", "pointing", "moving two maps"]
    report(
        "explorer",
        "The explorer in headless Chromium without a graphics card; frames in ms: median (95 %)",
        [
            *("songs", "slices", "page, MB", "written in, CPU s", "opens in, s"),
            *(*frames, "new colour, s", "group, s"),
        ],
        rows,
    )


if __name__ == "__main__":
    main()
