// The address follows what is on the screen: it can be copied, and back and forward go through it.

import { collection } from "./collection.js";
import { redraw } from "./controls.js";
import { applyFilters } from "./filters.js";
import { readState, regionPoints, stateText } from "./link.js";
import { allGroups, fitPlot, onMapEvent, showFullMap } from "./map.js";
import { chooseBeside, chooseColouring, menuColourings, writeMenus } from "./menus.js";
import { byId } from "./page.js";
import { isFullMap } from "./places.js";
import { clearSearch, searchFor } from "./query.js";
import { selectGroup, selectRegion } from "./selection.js";
import { onSong, openSong } from "./song.js";
import { sorting } from "./table.js";
import { showTheme } from "./theme.js";
import { countPoints, view, watchView } from "./view.js";

const SETTLING = 300; // ms after the last change before the address follows
const PASSING = /(^|&)(view|from|song)=[^&]*/g; // what changes too often for steps back
let opening; // colouring of the page as it opens
let last = ""; // the end of the address
let isShowing = false;
let writing; // until the address is written

/** Show what the address asks for, if anything, and keep the address up to date. */
export async function wireLink() {
  opening = view.colouring;
  byId("copy-link").onclick = copyLink;
  addEventListener("hashchange", followAddress);
  await followAddress();
  watchView(writeSoon);
  onSong(writeSoon);
  onMapEvent("view", writeSoon);
}

function writeSoon() {
  clearTimeout(writing);
  if (!isShowing) writing = setTimeout(writeAddress, SETTLING);
}

function writeAddress() {
  const text = stateText(opening, isFullMap());
  if (text === last) return;
  const isStep = text.replace(PASSING, "") !== last.replace(PASSING, "");
  last = text;
  if (isStep) location.hash = text;
  else location.replace(`#${text}`);
}

async function followAddress() {
  const text = location.hash.slice(1);
  if (text === last) return;
  clearTimeout(writing);
  const { state, unknown } = readState(text, menuColourings());
  byId("link-note").textContent = noteOn(state, unknown);
  last = text;
  if (!state) return;
  isShowing = true;
  try {
    await showState(state);
  } finally {
    isShowing = false;
  }
}

/** What a person should know of a link that this page does not fully understand. */
function noteOn(state, unknown) {
  if (!state) return "The link in this address is not valid, so it is ignored.";
  if (!unknown.length) return "";
  return `The link asks for things that this map does not have: ${unknown.join("; ")}. The rest is shown.`;
}

async function showState(state) {
  await clearSearch();
  Object.assign(view, { map: state.map, level: state.level, isBySlice: state.isBySlice, theme: state.theme });
  view.filters = state.filters;
  const { colour = menuColourings().indexOf(opening), beside, sort } = state;
  Object.assign(sorting, { column: sort?.replace("-", "") ?? null, isDescending: Boolean(sort?.startsWith("-")) });
  chooseColouring(colour);
  chooseBeside(beside);
  applyFilters();
  writeMenus(colour, beside);
  showTheme();
  await redraw("level");
  await showSelected(state);
  showPart(state.camera);
  if (state.song !== undefined && state.song !== view.song?.track) openSong(state.song, sliceAt(state));
}

function showPart(camera) {
  if (!camera) return showFullMap();
  view.camera = camera;
  return fitPlot();
}

async function showSelected({ find, inWhat, group, region }) {
  const asked = group === undefined ? undefined : allGroups().find(({ code }) => code === group);
  if (find) await searchFor(find, inWhat);
  else if (asked) await selectGroup(asked);
  else if (region) {
    const points = regionPoints(region, countPoints());
    if (points.length) await selectRegion(points);
  }
}

/** The slice of a song that begins at a time; the first one without. */
function sliceAt({ song, start }) {
  const { track, start: starts } = collection.slices;
  const slice = track.findIndex((of, at) => of === song && starts[at] === start);
  return slice < 0 ? undefined : slice;
}

/** Put the address into the clipboard, and say so. */
async function copyLink() {
  clearTimeout(writing);
  writeAddress();
  try {
    await navigator.clipboard.writeText(location.href);
    byId("link-note").textContent = view.selection?.isRegion && !last.includes("region=")
      ? "Link copied, without the region, which has too many points." : "Link copied.";
  } catch {
    byId("link-note").textContent = "The browser refused. Copy the address of this page instead.";
  }
}
