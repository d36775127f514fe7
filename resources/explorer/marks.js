// What is drawn above the points of each map: rings around songs, the outline of a region, a path.

import { shownPanes } from "./pane.js";
import { placeOnPlot, pointPlace } from "./places.js";
import { currentMap, openSlices, view } from "./view.js";

let outline = null; // places of the map around the region that is selected
let pointed; // the point under the pointer

export const outlines = () => outline;

/** Forget what was pointed at, and the outline but for one that is kept; draws nothing. */
export function forgetMarks(kept) {
  outline = kept ?? null;
  pointed = undefined;
}

/** Outline a region of the map: its corners, or null. */
export function drawOutline(corners) {
  outline = corners;
  drawRing();
}

export const removeOutlines = () => drawOutline(null);

/** Ring the point under the pointer; undefined: none is there. */
export function ringPointed(point) {
  if (point === pointed) return;
  pointed = point;
  drawRing();
}

/** Ring the open song and the point under the pointer, and draw the outline of the region and the path. */
export function drawRing() {
  const { x, y } = currentMap();
  const isLarge = (slice) => view.level === "track" || slice === view.song.slice;
  const rings = openSlices().map((slice) => ({
    place: placeOnPlot([x[slice], y[slice]]), radius: isLarge(slice) ? 9 : 5, className: "open",
  }));
  if (pointed !== undefined) {
    rings.push({ place: placeOnPlot(pointPlace(pointed)), radius: 7, className: "pointed" });
  }
  const lines = [outline ?? [], view.way].map((line) => line.map(placeOnPlot));
  for (const pane of shownPanes()) drawMarks(pane, rings, ...lines);
}

const SVG = "http://www.w3.org/2000/svg";

/** Draw marks above the points: `rings` are { place, radius, className }, `border` is that of a region, `way` a path. */
function drawMarks({ marks }, rings, border, way) {
  const lines = Object.entries({ polygon: border, polyline: way }).map(([shape, places]) => {
    const line = document.createElementNS(SVG, shape);
    line.setAttribute("points", places.map((place) => place.join()).join(" "));
    return line;
  });
  marks.replaceChildren(...lines, ...rings.map(({ place: [x, y], radius, className }) => {
    const circle = document.createElementNS(SVG, "circle");
    for (const [name, value] of Object.entries({ cx: x, cy: y, r: radius, class: className })) {
      circle.setAttribute(name, value);
    }
    return circle;
  }));
}
