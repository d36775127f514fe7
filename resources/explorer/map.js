// The map, or two of them side by side: the same places in different colours. They move together.

import { wireGestures } from "./gestures.js";
import { groupPoints } from "./groups.js";
import { byId } from "./page.js";
import { drawMarks, makePane, paintPane, roomOf, setGroups } from "./pane.js";
import {
  allPlaces, enlargeAbout, moveBy, placeOnMap, placeOnPlot, placePoints, pointPlace, pointSize, readPlaces, showWhole,
} from "./places.js";
import { isInside, nearestPoint } from "./region.js";
import { countPoints, currentMap, litTest, openSlices, view } from "./view.js";

const REACH = 12, FINGER = 22; // px from a point at which mouse and finger mean it
const mapHandlers = { hover: [], leave: [], click: [], region: [], deselect: [], view: [] };
const panes = [];
let tool = "move"; // or "box", "lasso"
let outline = null; // places of the map around the region that is selected
let pointed; // the point under the pointer
let isDue = false; // a frame is asked for

/** Call a function on "hover" or "click" of (point, event), a "region" of points, "leave", "deselect", or "view": the
 *  map was drawn, maybe in another place. */
export const onMapEvent = (event, handler) => mapHandlers[event].push(handler);

const tell = (event, ...about) => mapHandlers[event].forEach((handler) => handler(...about));

/** The panes that are shown, from pane.js; the first has `view.colouring`, the second `view.beside`. */
export const shownPanes = () => (view.beside ? panes : panes.slice(0, 1));

/** All groups of a pane, also those without a point in their colour. */
export const allGroups = (number = 0) => panes[number].all;
export const outlines = () => outline;

/** Draw the map with the outline of the region that stays selected, if any. */
export function drawMap(kept) {
  if (!panes.length) wirePanes();
  outline = kept ?? null;
  pointed = undefined;
  readPlaces();
  byId("plot").classList.toggle("is-split", Boolean(view.beside));
  for (const pane of shownPanes()) {
    pane.colouring = pane === panes[0] ? view.colouring : view.beside;
    pane.all = groupPoints(pane.colouring);
    pane.groups = pane.all.filter(({ points }) => points.length);
  }
  sortPoints();
  drawFrame();
}

function sortPoints() {
  for (const pane of shownPanes()) setGroups(pane, countPoints(), litTest());
}

/** Draw with the next frame of the screen. */
function ask() {
  if (!isDue) requestAnimationFrame(drawFrame);
  isDue = true;
}

function drawFrame() {
  isDue = false;
  placePoints(roomOf(panes[0]));
  for (const pane of shownPanes()) paintPane(pane, allPlaces(), pointSize());
  drawRing();
  tell("view");
}

/** Ring the open song and the point under the pointer, and draw the outline of the region. */
export function drawRing() {
  const { x, y } = currentMap();
  const isLarge = (slice) => view.level === "track" || slice === view.song.slice;
  const rings = openSlices().map((slice) => ({
    place: placeOnPlot([x[slice], y[slice]]), radius: isLarge(slice) ? 9 : 5, className: "open",
  }));
  if (pointed !== undefined) {
    rings.push({ place: placeOnPlot(pointPlace(pointed)), radius: 7, className: "pointed" });
  }
  for (const pane of shownPanes()) drawMarks(pane, rings, (outline ?? []).map(placeOnPlot));
}

/** Fade what is not lit. */
export function drawSelection() {
  sortPoints();
  ask();
}

/** Fill the room that the page gives the plot. */
export const fitPlot = ask;

export function removeOutlines() {
  outline = null;
  ask();
}

/** What dragging does: "move" the map, or draw a "box" or a "lasso" around a region. */
export function useTool(name) {
  tool = name;
  byId("plot").dataset.tool = name;
}

const thenDraw = (change) => (...about) => {
  change(...about);
  ask();
};
export const moveMap = thenDraw(moveBy); // by [across, down] px
export const enlargeMap = thenDraw(enlargeAbout); // by a factor
export const showWholeMap = thenDraw(showWhole);

function wirePanes() {
  panes.push(...[...byId("plot").querySelectorAll(".pane")].map(makePane));
  // For tests and a browser's console:
  Object.assign(byId("plot"), { panes, view, placeOf: (point) => placeOnPlot(pointPlace(point)) });
  for (const { element } of panes) {
    wireGestures(element, () => tool, {
      moved: moveMap,
      enlarged: (factor, place) => enlargeMap(factor, placeOnMap(place)),
      outlined: outlineRegion,
      pointed: (place, event) => pointAt(nearestPoint(allPlaces(), place, REACH), event),
      left: () => pointAt(undefined),
      clicked: clickAt,
      reset: showWholeMap,
    });
  }
}

function pointAt(point, event) {
  if (point !== pointed) {
    pointed = point;
    drawRing();
  }
  if (point === undefined) tell("leave");
  else tell("hover", point, event);
}

function clickAt(place, event) {
  const reach = event.pointerType === "touch" ? FINGER : REACH;
  const point = nearestPoint(allPlaces(), place, reach);
  if (point !== undefined) tell("click", point, event);
  else if (tool !== "move") tell("deselect");
}

function outlineRegion(line, isDone) {
  outline = line.map(placeOnMap);
  if (!isDone) return drawRing();
  const { xs, ys } = allPlaces();
  const inside = [...xs.keys()].filter((point) => isInside(outline, xs[point], ys[point]));
  if (inside.length) tell("region", inside);
  else removeOutlines();
}
