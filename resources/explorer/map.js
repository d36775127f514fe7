// The map, drawn by Plotly: a trace a group, and one that rings the open song.

import { groupPoints } from "./groups.js";
import { byId } from "./page.js";
import { countPoints, currentMap, openSlices, sliceOf, view } from "./view.js";

const AXIS = { visible: false, showgrid: false, zeroline: false };
const CONFIG = {
  scrollZoom: true, responsive: true, displaylogo: false, displayModeBar: true,
  modeBarButtons: [["pan2d", "select2d", "lasso2d"], ["zoomIn2d", "zoomOut2d", "resetScale2d"]],
};

const plot = () => byId("plot");
let groups = []; // in the order of their traces
let revision = 0; // a new one makes Plotly take the outline

export const drawnGroups = () => groups;
export const outlines = () => plot().layout.selections ?? [];
export const onPlot = (event, handler) => plot().on(`plotly_${event}`, handler);

/** The point that an event of Plotly is about; undefined for the ring. */
export const pointOf = ({ curveNumber, pointNumber }) => groups[curveNumber]?.points[pointNumber];

/** Draw the map with the outline of the region that stays selected. */
export function drawMap(outline) {
  groups = groupPoints();
  const layout = {
    margin: { l: 8, r: 8, t: 8, b: 8 }, showlegend: false, hovermode: "closest", dragmode: "pan",
    xaxis: AXIS, yaxis: { ...AXIS, scaleanchor: "x" }, uirevision: `${view.map}`,
    selections: outline, selectionrevision: revision++,
    paper_bgcolor: "#fff", plot_bgcolor: "#fff",
  };
  return Plotly.react(plot(), [...groups.map(groupTrace), ringTrace()], layout, CONFIG);
}

function groupTrace({ points, colour, symbol }) {
  const { x, y } = currentMap();
  return {
    type: "scattergl", mode: "markers", hoverinfo: "none",
    x: points.map((point) => x[sliceOf(point)]),
    y: points.map((point) => y[sliceOf(point)]),
    marker: { color: colour, symbol, size: markerSize(), opacity: 0.8, line: { width: 0 } },
    unselected: { marker: { opacity: 0.07 } },
    selectedpoints: selectedPlaces(points),
  };
}

/** Diameter of a point in pixels: the more points there are, the smaller. */
function markerSize() {
  const size = Math.max(2.5, Math.min(9, 130 / Math.sqrt(countPoints())));
  return view.level === "track" ? size + 1.5 : size;
}

/** Places of the selected among some points; null: nothing is selected. */
const selectedPlaces = (points) => view.selection && points.flatMap(
  (point, place) => (view.selection.points.has(point) ? [place] : []),
);

function ringTrace() {
  const { x, y } = currentMap();
  const slices = openSlices();
  const isLarge = (slice) => view.level === "track" || slice === view.song.slice;
  return {
    type: "scattergl", mode: "markers", hoverinfo: "skip",
    x: slices.map((slice) => x[slice]), y: slices.map((slice) => y[slice]),
    marker: {
      symbol: "circle-open", color: "#111", line: { width: 2 },
      size: slices.map((slice) => (isLarge(slice) ? 16 : 9)),
    },
  };
}

export function drawSelection() {
  const places = groups.map(({ points }) => selectedPlaces(points));
  return Plotly.restyle(plot(), { selectedpoints: places }, [...groups.keys()]);
}

export function drawRing() {
  const { x, y, marker } = ringTrace();
  return Plotly.restyle(plot(), { x: [x], y: [y], "marker.size": [marker.size] }, [groups.length]);
}

export async function removeOutlines() {
  if (outlines().length) await Plotly.relayout(plot(), { selections: [] });
}
