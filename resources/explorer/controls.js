// The menus and the buttons: each changes the view and draws it again.

import { showBeside } from "./beside.js";
import { collection, firstByHearing, kindOf, kindsTogether, mapTitle, nameOf } from "./collection.js";
import { allColourings, firstColouring, wordColouring } from "./colouring.js";
import { MOST_MARKERS } from "./colours.js";
import { savePlaylist, saveTable } from "./export.js";
import { groupItems } from "./lists.js";
import { allGroups, drawMap } from "./map.js";
import { outlines } from "./marks.js";
import { drawNames, mayShowNames } from "./names.js";
import { bringIntoView, byId, element } from "./page.js";
import { selectPath } from "./path_tool.js";
import { playAll, queueSongs } from "./playing.js";
import { selectGroup, selectRegion, selectSearched } from "./selection.js";
import { showNeighbours } from "./song.js";
import { listedPoints, listedSongs, listedTitle, listedTracks } from "./table.js";
import { view, viewChanged } from "./view.js";

const MANY = 20; // groups that are hard to tell apart by colour and shape
const BY_WORDS = "words"; // in the menu of colours, while words are searched

/** Draw again after the "colour", "map", "level", "search", the colours "beside" or the "theme" has changed. A
 *  region and a path that was drawn outlive all but the level and the search (the path not the map), a group all
 *  but the colour and the search, a path between songs all but the search. */
export async function redraw(changed) {
  const keepsRegion = changed !== "level" && changed !== "search";
  const region = keepsRegion && view.selection?.isRegion ? view.selection : null;
  const group = changed !== "colour" && changed !== "search" ? view.selection?.group : undefined;
  const path = changed !== "search" && !(view.selection?.path?.line && ["map", "level"].includes(changed))
    ? view.selection?.path : undefined;
  view.selection = region;
  byId("selection").hidden = true;
  drawMap(region && changed !== "map" ? outlines() : null);
  byId("by").textContent = view.colouring.headingOf();
  byId("about").textContent = [view.colouring.aboutOf(), aboutMarkers(allGroups().length)].filter(Boolean).join(" ");
  byId("by-slice").hidden = !(view.level === "slice" && view.colouring.sliceClusters);
  const groups = allGroups();
  const listed = view.colouring.wordScores ? groups.toReversed() : groups; // the best first
  byId("groups").replaceChildren(...groupItems(listed, chooseGroup));
  showBeside();
  byId("has-names").hidden = !mayShowNames();
  drawNames();
  showNeighbours();
  const kept = groups.find(({ code }) => code === group);
  if (region) await selectRegion([...region.points]);
  else if (path) await selectPath(path);
  else if (kept) await selectGroup(kept);
  else if (view.search) await selectSearched();
  else viewChanged();
}

/** How to tell many groups apart. */
function aboutMarkers(n) {
  if (n <= MANY) return "";
  const repeated = n > MOST_MARKERS ? ` Colours and shapes repeat after ${MOST_MARKERS}.` : "";
  return `Point at one of these ${n} groups to see it alone on the map.${repeated}`;
}

function chooseGroup(group) {
  selectGroup(group);
  bringIntoView("selection");
}

let colourings = []; // of the menu
let before; // value of the menu before words were searched

export function fillMenus() {
  const first = [...firstByHearing(collection.maps).values()];
  byId("map").append(...optionGroups(kindsTogether(collection.maps).map((map) => ({
    group: first.includes(map) ? undefined : groupOfMap(kindOf(map.representation)),
    title: mapTitle(map),
    place: collection.maps.indexOf(map),
  }))));
  colourings = allColourings();
  for (const menu of ["colour", "beside"]) {
    byId(menu).append(...optionGroups(colourings.map((of, place) => ({ ...of, place }))));
  }
  chooseColouring(firstColouring(colourings));
  byId("colour").value = firstColouring(colourings);
  onChange("colour", chooseColouring);
  onChange("beside", chooseBeside);
  onChange("map", (place) => { view.map = Number(place); });
  onChange("level", (level) => { view.level = level; });
  byId("is-by-slice").onchange = ({ target }) => {
    view.isBySlice = target.checked;
    redraw("colour");
  };
  byId("shows-names").onchange = drawNames;
}

const groupOfMap = (kind) => (collection.kinds && Object.keys(collection.kinds).length
  ? `Research${kind && `: learned from ${kind}`}` : kind && `learned from ${kind}`);

export const menuColourings = () => colourings;

/** Write what the view shows into the menus; `colour` and `beside` are places in them. */
export function writeMenus(colour, beside) {
  const values = { map: view.map, level: view.level, colour, beside: beside ?? "" };
  for (const [menu, value] of Object.entries(values)) byId(menu).value = value;
  byId("is-by-slice").checked = view.isBySlice;
}

/** Colour a second map by a place in the menu; without a place there is no second map. */
export function chooseBeside(place) {
  view.beside = colourings[place] ?? null;
}

/** Colour points by a place in the menu; `BY_WORDS` is the place of the words that are searched. */
export function chooseColouring(place) {
  view.colouring = place === BY_WORDS ? wordColouring(view.search.words) : colourings[place];
  if (view.colouring.songClusters) view.clusters = view.colouring;
}

/** Colour songs by how well they fit words, and say so in the menu; without words as before. */
export function colourByWords(words) {
  const menu = byId("colour"), option = byId("by-words");
  if (words) {
    if (option.hidden || menu.value !== BY_WORDS) before = menu.value;
    chooseColouring(BY_WORDS);
    option.textContent = view.colouring.title;
    menu.value = BY_WORDS;
  } else if (menu.value === BY_WORDS) {
    chooseColouring(before);
    menu.value = before;
  }
  option.hidden = !words;
}

/** Entries of a menu, those of a group together under its name; those of none come first. */
function optionGroups(entries) {
  const groups = new Map([[undefined, []]]);
  for (const { group, title, place } of entries) {
    if (!groups.has(group)) groups.set(group, []);
    groups.get(group).push(new Option(title, place));
  }
  return [...groups].flatMap(([label, options]) => {
    if (!label) return options;
    const menu = Object.assign(element("optgroup"), { label });
    menu.append(...options);
    return menu;
  });
}

function onChange(id, change) {
  byId(id).onchange = ({ target }) => {
    change(target.value);
    redraw(id);
  };
}

export function wireButtons() {
  byId("csv").onclick = () => saveTable(listedTitle(), listedPoints());
  byId("m3u").onclick = () => savePlaylist(listedTitle(), listedTracks());
  for (const id of ["play-all", "play-selection"]) byId(id).onclick = () => playAll(listedTitle(), listedSongs());
  for (const id of ["queue-all", "queue-selection"]) byId(id).onclick = () => queueSongs(listedTitle(), listedSongs());
  byId("queue-song").onclick = () => queueSongs(nameOf(view.song.track), [view.song]);
}
