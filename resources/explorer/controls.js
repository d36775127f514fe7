// The menus, the search box and the buttons: each changes the view and draws it again.

import { collection } from "./collection.js";
import { allColourings, firstColouring } from "./colouring.js";
import { savePlaylist, saveTable } from "./export.js";
import { groupItems } from "./lists.js";
import { drawMap, drawnGroups, outlines } from "./map.js";
import { bringIntoView, byId, element } from "./page.js";
import { deselect, selectGroup, selectMatches, selectRegion } from "./selection.js";
import { view } from "./view.js";

const TYPING = 150; // ms after the last letter before a search begins

/** Draw again after the "colour", "map" or "level" has changed. A region outlives the first two. */
export async function redraw(changed) {
  const region = changed !== "level" && view.selection?.isRegion ? view.selection : null;
  view.selection = region;
  byId("selection").hidden = true;
  await drawMap(region && changed === "colour" ? outlines() : []);
  byId("by").textContent = view.colouring.headingOf();
  byId("about").textContent = view.colouring.aboutOf();
  byId("by-slice").hidden = !(view.level === "slice" && view.colouring.sliceClusters);
  byId("groups").replaceChildren(...groupItems(drawnGroups(), chooseGroup));
  if (region) await selectRegion([...region.points]);
  else if (byId("search").value.trim()) await selectMatches(byId("search").value);
}

function chooseGroup(group) {
  selectGroup(group);
  bringIntoView("selection");
}

export function fillMenus() {
  collection.maps.forEach(({ representation }, place) =>
    byId("map").append(new Option(representation, place)));
  const colourings = allColourings();
  byId("colour").append(...optionGroups(colourings));
  const first = firstColouring(colourings);
  view.colouring = colourings[first];
  byId("colour").value = first;
  onChange("colour", (place) => { view.colouring = colourings[place]; });
  onChange("map", (place) => { view.map = Number(place); });
  onChange("level", (level) => { view.level = level; });
  byId("is-by-slice").onchange = ({ target }) => {
    view.isBySlice = target.checked;
    redraw("colour");
  };
}

function optionGroups(colourings) {
  const menus = new Map();
  colourings.forEach(({ group, title }, place) => {
    if (!menus.has(group)) menus.set(group, Object.assign(element("optgroup"), { label: group }));
    menus.get(group).append(new Option(title, place));
  });
  return menus.values();
}

function onChange(id, change) {
  byId(id).onchange = ({ target }) => {
    change(target.value);
    redraw(id);
  };
}

export function wireSearch() {
  let waiting;
  byId("search").oninput = ({ target }) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => selectMatches(target.value), TYPING);
  };
}

export function wireButtons() {
  byId("csv").onclick = saveTable;
  byId("m3u").onclick = savePlaylist;
  byId("clear").onclick = deselect;
}
