// The beginning: unpack the collection, fill the page, and answer clicks on the map and on songs.

import { collection, countTracks, setCollection, unpack } from "./collection.js";
import { fillMenus, redraw, wireButtons } from "./controls.js";
import { showFilters, wireFilters } from "./filter_panel.js";
import { clearFilters } from "./filters.js";
import { fitPlot, onPlot, pointOf } from "./map.js";
import { wireNames } from "./names.js";
import { bringIntoView, byId, counted } from "./page.js";
import { wirePlayer } from "./player.js";
import { wirePlaying } from "./playing.js";
import { clearSearch, wireSearch } from "./query.js";
import { wireQueue } from "./queue_panel.js";
import { selectRegion } from "./selection.js";
import { onSong, openSong } from "./song.js";
import { showTable, wireTable } from "./table_panel.js";
import { hideTip, showTip } from "./tip.js";
import { sliceOf, trackOf, watchView } from "./view.js";

async function start() {
  setCollection(await unpack(byId("data").textContent));
  byId("counts").textContent =
    `${counted(countTracks(), "song")}, ${counted(collection.n_slices, "slice")}`;
  byId("remarks").textContent = collection.remarks.join(" ");
  fillMenus();
  wireSearch();
  wireButtons();
  wirePlayer();
  wireQueue();
  wirePlaying();
  await redraw("level");
  wireTable(openSong);
  wireFilters();
  watchView(showFilters);
  watchView(showTable);
  onSong(showTable);
  byId("show-all").onclick = showAllSongs;
  wireMap();
  document.addEventListener("click", openClicked);
  document.addEventListener("keydown", ({ key }) => { if (key === "Escape") clearSearch(); });
  document.body.dataset.ready = "yes";
}

/** Neither select nor filter. */
function showAllSongs() {
  clearFilters();
  return clearSearch();
}

function wireMap() {
  onPlot("hover", ({ points, event }) => {
    const point = pointOf(points[0]);
    if (point !== undefined) showTip(point, event);
  });
  onPlot("unhover", hideTip);
  onPlot("click", ({ points }) => {
    const point = pointOf(points[0]);
    if (point !== undefined) openSong(trackOf(point), sliceOf(point));
  });
  onPlot("selected", (event) => {
    const points = (event?.points ?? []).map(pointOf).filter((point) => point !== undefined);
    if (!points.length) return;
    selectRegion(points);
    bringIntoView("selection");
  });
  onPlot("deselect", clearSearch);
  wireNames();
  new ResizeObserver(fitPlot).observe(byId("plot"));
  matchMedia("(prefers-color-scheme: dark)").onchange = () => redraw("colour");
}

/** Open the song whose button in a list was clicked. */
function openClicked({ target }) {
  const button = target.closest("button[data-track]");
  if (button) openSong(Number(button.dataset.track));
}

start().catch((problem) => {
  byId("counts").textContent = `The map cannot be shown: ${problem.message}. Use a browser of 2023 or later.`;
  throw problem;
});
