// What is on the screen: a map, its points, what is selected, the open song.
// A point is a slice or a track, as `view.level` says; both are numbers from 0.

import { collection, countTracks } from "./collection.js";

export const view = {
  map: 0, // place in collection.maps
  level: "slice", // or "track"
  colouring: null, // from colouring.js
  clusters: null, // the clustering that points were last coloured by
  isBySlice: false, // slices are coloured by clusters of their own, not by those of their songs
  way: [], // places of a path that is drawn on the map
  selection: null, // { title, points: Set, isRegion, isRanking, group: code, path }
  filters: new Map(), // what songs must be, by facet: see filters.js
  passing: null, // Set of the tracks that are so; null: all
  search: null, // { text, words, unknown, inTitle, inGroup, inLyrics, bySound }, from query.js
  beside: null, // the colouring of a second map beside the first one
  camera: null, // { x, y, zoom }: the part of the map that is shown, from camera.js
  theme: "", // "light" or "dark"; "": as the system is
  song: null, // { track, slice }
};

export const currentMap = () => collection.maps[view.map];
export const countPoints = () =>
  view.level === "slice" ? collection.slices.track.length : countTracks();
export const pointTrack = (point) => (view.level === "slice" ? collection.slices.track[point] : point);

/** The slice whose place on the map a point has: a track has that of its middle slice. */
export const pointSlice = (point) => (view.level === "slice" ? point : currentMap().middle[point]);

/** Whether slices are shown in the clusters of slices: only where the points are slices. */
export const showsSliceClusters = (colouring = view.colouring) =>
  view.level === "slice" && view.isBySlice && Boolean(colouring?.sliceClusters);

/** Tracks near to a track in the map's representation, nearest first. */
export const trackNeighbours = (track) => currentMap().near[track];

/** Whether a point is drawn as usual, not faded: it is selected and passes the filters. No function
 *  where all points are. */
export function litTest() {
  const isLoud = view.selection?.isRanking && view.colouring.wordScores; // colours say what is best
  const selected = view.selection?.points.size && !isLoud ? view.selection.points : null;
  const { passing } = view;
  if (!selected && !passing) return null;
  return (point) =>
    (!selected || selected.has(point)) && (!passing || passing.has(pointTrack(point)));
}

const watchers = [];

/** Call a function whenever what is selected, filtered, coloured or opened has changed. */
export const watchView = (watcher) => watchers.push(watcher);

export function viewChanged() {
  for (const watcher of watchers) watcher();
}

/** Tracks of some points, each once, in the order of the points. */
export const pointTracks = (points) => [...new Set([...points].map(pointTrack))];

/** The points of some tracks: track after track in the order given, each one's slices by time. */
export function trackPoints(tracks) {
  if (view.level === "track") return tracks;
  const slices = new Map(tracks.map((track) => [track, []]));
  collection.slices.track.forEach((track, slice) => slices.get(track)?.push(slice));
  return [...slices.values()].flat();
}

/** Slices of the open song, those of the map's points alone. */
export function openSlices() {
  if (view.song === null) return [];
  const { track } = view.song;
  if (view.level === "track") return [pointSlice(track)];
  return [...collection.slices.track.keys()].filter((slice) => pointTrack(slice) === track);
}
