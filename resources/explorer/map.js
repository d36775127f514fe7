// The map, drawn by Plotly: a trace a group, and one that rings the open song.

import { groupPoints } from "./groups.js";
import { byId } from "./page.js";
import { countPoints, currentMap, litTest, openSlices, sliceOf, view } from "./view.js";

const AXIS = { visible: false, showgrid: false, zeroline: false };
const CONFIG = {
  scrollZoom: true, responsive: true, displaylogo: false, displayModeBar: true,
  modeBarButtons: [["pan2d", "select2d", "lasso2d"], ["zoomIn2d", "zoomOut2d", "resetScale2d"]],
};

const SELECTED = 4.5; // px: a selected point among many is at least so large

const plot = () => byId("plot");
let groups = []; // all of them
let drawn = []; // those that have points, in the order of their traces
let revision = 0; // a new one makes Plotly take the outline

export const allGroups = () => groups;
export const drawnGroups = () => drawn;
export const outlines = () => plot().layout.selections ?? [];
export const onPlot = (event, handler) => plot().on(`plotly_${event}`, handler);

/** A colour of the page, as the style has it in the light or in the dark. */
const ink = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** The point that an event of Plotly is about; undefined for the ring. */
export const pointOf = ({ curveNumber, pointNumber }) => drawn[curveNumber]?.points[pointNumber];

/** Where a point is on the map: [x, y]. */
export const pointPlace = (point) => [currentMap().x[sliceOf(point)], currentMap().y[sliceOf(point)]];

/** Where a place of the map is on the plot, in px from its corner. */
export function placeOnPlot([x, y]) {
  const { _size: { l, t }, xaxis, yaxis } = plot()._fullLayout;
  return [l + xaxis.l2p(x), t + yaxis.l2p(y)];
}

/** Draw the map with the outline of the region that stays selected. */
export function drawMap(outline) {
  groups = groupPoints();
  drawn = groups.filter(({ points }) => points.length);
  const layout = {
    margin: { l: 8, r: 8, t: 8, b: 8 }, showlegend: false, hovermode: "closest", dragmode: "pan",
    xaxis: AXIS, yaxis: { ...AXIS, scaleanchor: "x" }, uirevision: `${view.map}`,
    selections: outline, selectionrevision: revision++,
    paper_bgcolor: "transparent", plot_bgcolor: "transparent",
    modebar: { bgcolor: "transparent", color: ink("soft"), activecolor: ink("mark") },
  };
  return Plotly.react(plot(), [...drawn.map(groupTrace), ringTrace()], layout, CONFIG);
}

function groupTrace({ points, colour, symbol }) {
  const { x, y } = currentMap();
  return {
    type: "scattergl", mode: "markers", hoverinfo: "none",
    x: points.map((point) => x[sliceOf(point)]),
    y: points.map((point) => y[sliceOf(point)]),
    marker: { color: colour, symbol, size: markerSize(), opacity: 0.8, line: { width: 0 } },
    selected: { marker: { size: Math.max(markerSize(), SELECTED) } },
    unselected: { marker: { opacity: 0.07 } },
    selectedpoints: selectedPlaces(points),
  };
}

/** Diameter of a point in pixels: the more points there are, the smaller. */
function markerSize() {
  const size = Math.max(2.5, Math.min(9, 130 / Math.sqrt(countPoints())));
  return view.level === "track" ? size + 1.5 : size;
}

/** Places of those among some points that are not faded; null: none is. */
function selectedPlaces(points) {
  const isLit = litTest();
  return isLit && points.flatMap((point, place) => (isLit(point) ? [place] : []));
}

function ringTrace() {
  const { x, y } = currentMap();
  const slices = openSlices();
  const isLarge = (slice) => view.level === "track" || slice === view.song.slice;
  return {
    type: "scattergl", mode: "markers", hoverinfo: "skip",
    x: slices.map((slice) => x[slice]), y: slices.map((slice) => y[slice]),
    marker: {
      symbol: "circle-open", color: ink("ink"), line: { width: 2 },
      size: slices.map((slice) => (isLarge(slice) ? 16 : 9)),
    },
  };
}

export function drawSelection() {
  const places = drawn.map(({ points }) => selectedPlaces(points));
  return Plotly.restyle(plot(), { selectedpoints: places }, [...drawn.keys()]);
}

export function drawRing() {
  const { x, y, marker } = ringTrace();
  return Plotly.restyle(plot(), { x: [x], y: [y], "marker.size": [marker.size] }, [drawn.length]);
}

/** Fill the room that the page gives the plot. */
export const fitPlot = () => Plotly.Plots.resize(plot());

export async function removeOutlines() {
  if (outlines().length) await Plotly.relayout(plot(), { selections: [] });
}
