// Where the points of the present map are, on it and on the screen; and which part of it is shown.

import { enlarged, mapExtent, moved, onMap, onScreen, projection, fullMapCamera } from "./camera.js";
import { countPoints, currentMap, pointSlice, view } from "./view.js";

let places; // { map, level, xs, ys, left, top } of all points: on the map, and in px from a pane's corner
let extent, project; // of the map; from it to the screen

export const allPlaces = () => places;

/** Where a point is on the map: [x, y]. */
export const pointPlace = (point) => [currentMap().x[pointSlice(point)], currentMap().y[pointSlice(point)]];

/** Where a place of the map is on the plot, in px from the corner of each pane. */
export const placeOnPlot = (place) => onScreen(project, place);

/** Where a place of a pane is on the map. */
export const placeOnMap = (place) => onMap(project, place);

/** Read the places of the points; another map is shown whole. */
export function readPlaces() {
  if (places?.map === view.map && places.level === view.level) return;
  const n = countPoints(), { x, y } = currentMap();
  const values = (of) => Float64Array.from({ length: n }, (_, point) => of[pointSlice(point)]);
  const isOther = places && places.map !== view.map;
  places = {
    map: view.map, level: view.level, xs: values(x), ys: values(y),
    left: new Float32Array(n), top: new Float32Array(n),
  };
  extent = mapExtent(x, y);
  if (isOther || !view.camera) view.camera = fullMapCamera(extent);
}

/** Put the points where they are on the screen, in a room { width, height } in px. */
export function placePoints(room) {
  const { xs, ys, left, top } = places;
  project = projection(view.camera, extent, room);
  const { scale, fromLeft, fromTop } = project;
  for (let point = 0; point < xs.length; point++) {
    left[point] = fromLeft + scale * xs[point];
    top[point] = fromTop - scale * ys[point];
  }
}

/** Diameter of a point in px: the more points there are, the smaller; the more enlarged, the larger. */
export function pointSize() {
  const size = Math.max(2.5, Math.min(10, 170 / Math.sqrt(countPoints())));
  const zoom = Math.max(1, Math.min(9, view.camera.zoom));
  return (view.level === "track" ? size + 1.5 : size) * Math.sqrt(zoom);
}

/** Move the map by [across, down] px. */
export function moveBy(px) {
  view.camera = moved(view.camera, project, px);
}

/** Enlarge the map about a place of it, by default about the middle. */
export function enlargeAbout(factor, place = [view.camera.x, view.camera.y]) {
  view.camera = enlarged(view.camera, factor, place);
}

export function isFullMap() {
  const full = fullMapCamera(extent);
  return Object.keys(full).every((key) => Math.abs(full[key] - view.camera[key]) < 1e-6);
}

export function fitMap() {
  view.camera = fullMapCamera(extent);
}
