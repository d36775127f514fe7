// The beginning: unpack the collection, fill the page, and answer clicks on the map and on songs.

import { collection, countTracks, setCollection, unpack } from "./collection.js";
import { redraw, wireButtons } from "./controls.js";
import { showFilters, wireFilters } from "./filter_panel.js";
import { clearFilters } from "./filters.js";
import { wireKeys } from "./keys.js";
import { wireLink } from "./link_panel.js";
import { fitPlot, onMapEvent } from "./map.js";
import { fillMenus } from "./menus.js";
import { placeNames } from "./names.js";
import { bringIntoView, byId, counted, followMouse } from "./page.js";
import { wirePaths } from "./path_tool.js";
import { wirePlayer } from "./player.js";
import { wirePlaying } from "./playing.js";
import { clearSearch, wireSearch } from "./query.js";
import { wireQueue } from "./queue_panel.js";
import { selectRegion } from "./selection.js";
import { onSong, openSong } from "./song.js";
import { showTable, wireTable } from "./table_panel.js";
import { wireTheme } from "./theme.js";
import { hideTip, showTip } from "./tip.js";
import { wireTools } from "./tools.js";
import { pointSlice, pointTrack, watchView } from "./view.js";

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
  wireTools();
  followMouse();
  wireTheme(() => redraw("theme"));
  document.addEventListener("click", openClicked);
  wireKeys();
  await wireLink();
  document.body.dataset.ready = "yes";
}

/** Neither select nor filter. */
function showAllSongs() {
  clearFilters();
  return clearSearch();
}

function wireMap() {
  onMapEvent("hover", showTip);
  onMapEvent("leave", hideTip);
  onMapEvent("click", (point) => openSong(pointTrack(point), pointSlice(point)));
  onMapEvent("region", (points) => {
    selectRegion(points);
    bringIntoView("selection");
  });
  onMapEvent("deselect", clearSearch);
  onMapEvent("view", placeNames);
  wirePaths();
  new ResizeObserver(fitPlot).observe(byId("plot"));
}

/** Open the song whose button in a list was clicked. */
function openClicked({ target }) {
  const button = target.closest("button[data-track]");
  if (button) openSong(Number(button.dataset.track));
}

start().catch((problem) => {
  byId("counts").textContent = `The map cannot be shown: ${problem.message}. Use a browser released in 2023 or later.`;
  throw problem;
});
