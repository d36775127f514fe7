// The map, or two of them side by side: the same places in different colours. They move together.

import { wireGestures } from "./gestures.js";
import { groupPoints } from "./groups.js";
import { drawOutline, drawRing, forgetMarks, removeOutlines, ringPointed } from "./marks.js";
import { byId } from "./page.js";
import { paintPane, paneSize, setGroups, shownPanes, takePanes } from "./pane.js";
import {
  allPlaces, enlargeAbout, moveBy, placeOnMap, placeOnPlot, placePoints, pointPlace, pointSize, readPlaces, fitMap,
} from "./places.js";
import { isInside, nearestPoint } from "./region.js";
import { countPoints, litTest, view } from "./view.js";

const REACH = 12, FINGER = 22; // px from a point at which mouse and finger mean it
const mapHandlers = { hover: [], leave: [], click: [], region: [], path: [], deselect: [], view: [] };
let tool = "move"; // or "box", "lasso", "path"
let alone = null; // the group that is pointed at in a list
let isDue = false; // a frame is asked for

/** Call a function on "hover" or "click" of (point, event), a "region" of points, a "path" of places, "leave",
 *  "deselect", or "view": the map was drawn, maybe in another place. */
export const onMapEvent = (event, handler) => mapHandlers[event].push(handler);

const tell = (event, ...about) => mapHandlers[event].forEach((handler) => handler(...about));

/** All groups of a pane, also those without a point in their colour. */
export const allGroups = (number = 0) => shownPanes()[number].all;

/** Draw the map with the outline of the region that stays selected, if any. */
export function drawMap(kept) {
  if (!shownPanes().length) wirePanes();
  forgetMarks(kept);
  alone = null;
  readPlaces();
  byId("plot").classList.toggle("is-split", Boolean(view.beside));
  for (const pane of shownPanes()) {
    pane.colouring = pane === shownPanes()[0] ? view.colouring : view.beside;
    pane.all = groupPoints(pane.colouring);
    pane.groups = pane.all.filter(({ points }) => points.length);
  }
  sortPoints();
  drawFrame();
}

function sortPoints() {
  const members = alone && new Set(alone.members);
  const isLit = members ? (point) => members.has(point) : litTest();
  for (const pane of shownPanes()) setGroups(pane, countPoints(), isLit);
}

/** Fade all but a group, whatever is selected; without a group, no more. */
export function showAlone(group) {
  if (group === alone) return;
  alone = group;
  drawSelection();
}

/** Draw with the next frame of the screen. */
function ask() {
  if (!isDue) requestAnimationFrame(drawFrame);
  isDue = true;
}

function drawFrame() {
  isDue = false;
  placePoints(paneSize(shownPanes()[0]));
  for (const pane of shownPanes()) paintPane(pane, allPlaces(), pointSize());
  drawRing();
  tell("view");
}

/** Fade what is not lit. */
export function drawSelection() {
  sortPoints();
  ask();
}

/** Fill the room that the page gives the plot. */
export const fitPlot = ask;

/** What dragging does: "move" the map, draw a "box" or a "lasso" around a region, or a "path". */
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
export const showFullMap = thenDraw(fitMap);

function wirePanes() {
  const panes = takePanes(byId("plot"));
  // For tests and a browser's console:
  Object.assign(byId("plot"), { panes, view, screenPlace: (point) => placeOnPlot(pointPlace(point)) });
  for (const { element } of panes) {
    wireGestures(element, () => tool, {
      moved: moveMap,
      enlarged: (factor, place) => enlargeMap(factor, placeOnMap(place)),
      outlined: outlineRegion,
      pointed: (place, event) => pointAt(nearestPoint(allPlaces(), place, REACH), event),
      left: () => pointAt(undefined),
      clicked: clickAt,
      reset: showFullMap,
    });
  }
}

function pointAt(point, event) {
  ringPointed(point);
  if (point === undefined) tell("leave");
  else tell("hover", point, event);
}

function clickAt(place, event) {
  const point = nearestPoint(allPlaces(), place, event.pointerType === "touch" ? FINGER : REACH);
  if (point !== undefined) tell("click", point, event);
  else if (tool !== "move") tell("deselect");
}

function drawWay(line, isDone) {
  view.way = line;
  drawRing();
  if (isDone) tell("path", line);
}

function outlineRegion(line, isDone) {
  const corners = line.map(placeOnMap);
  if (tool === "path") return drawWay(corners, isDone);
  drawOutline(corners);
  if (!isDone) return;
  const { xs, ys } = allPlaces();
  const inside = [...xs.keys()].filter((point) => isInside(corners, xs[point], ys[point]));
  if (inside.length) tell("region", inside);
  else removeOutlines();
}
