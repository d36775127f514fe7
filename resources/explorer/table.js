// The songs of the table: those that are selected and pass the filters, in the order that is asked for.

import { trackAlbum, trackArtist, collection, countTracks, trackLabels, trackTitle, trackYear } from "./collection.js";
import { filterEntries } from "./filters.js";
import { countPoints, pointTrack, pointTracks, view } from "./view.js";

const compareTexts = new Intl.Collator("en", { numeric: true, sensitivity: "base" }).compare;

/** Columns by name: a heading and what the songs are sorted by. */
export const COLUMNS = {
  title: { heading: "Title", valueOf: trackTitle },
  artist: { heading: "Artist", valueOf: trackArtist },
  album: { heading: "Album", valueOf: trackAlbum },
  year: { heading: "Year", valueOf: trackYear },
  group: { heading: "Group", valueOf: (track) => trackCluster(track) },
  labels: { heading: "Labels", valueOf: trackLabels },
};

export const sorting = { column: null, isDescending: false }; // no column: as selected, or as collected

export const trackCluster = (track) => view.clusters?.songClusters[track];

/** The columns that say something about these songs. */
export const shownColumns = () => Object.keys(COLUMNS).filter((name) => ({
  artist: collection.tracks.artist, album: collection.tracks.album, year: collection.tracks.year,
  group: view.clusters, labels: Object.keys(collection.labels).length, title: true,
})[name]);

/** The tracks that the table lists: all, or those selected, as far as they pass the filters. */
export function listedTracks() {
  const isSelected = view.selection?.points.size;
  const tracks = isSelected ? pointTracks(view.selection.points) : [...Array(countTracks()).keys()];
  const passing = view.passing ? tracks.filter((track) => view.passing.has(track)) : tracks;
  return sortTracks(passing);
}

/** The same as songs that can be played: { track, slice }, the first slice of each that is selected. */
export function listedSongs() {
  const slices = new Map();
  for (const point of (view.level === "slice" && view.selection?.points) || []) {
    if (!slices.has(pointTrack(point))) slices.set(pointTrack(point), point);
  }
  return listedTracks().map((track) => ({ track, slice: slices.get(track) }));
}

/** The points of the tracks that are listed: of slices those that are selected. */
export function listedPoints() {
  const selected = view.selection?.points.size ? [...view.selection.points] : [...Array(countPoints()).keys()];
  return view.passing ? selected.filter((point) => view.passing.has(pointTrack(point))) : selected;
}

/** What the table lists, as the title of a playlist. */
export const listedTitle = () => [
  view.selection?.points.size ? view.selection.playlistTitle : "", ...filterEntries().map(({ text }) => text),
].filter(Boolean).join(", ") || collection.title;

/** Sort by a column; by the same one again the other way, and then no more. */
export function sortBy(column) {
  if (sorting.column !== column) Object.assign(sorting, { column, isDescending: false });
  else if (!sorting.isDescending) sorting.isDescending = true;
  else Object.assign(sorting, { column: null, isDescending: false });
}

const orders = new Map(); // by column: the place of each track; groups are not kept, as they change

function sortTracks(tracks) {
  const { column, isDescending } = sorting;
  if (!column) return tracks;
  const places = placesBy(column), way = isDescending ? -1 : 1;
  const isFilled = ({ column: name }) => (track) => String(COLUMNS[name].valueOf(track) ?? "") !== "";
  const filled = tracks.filter(isFilled(sorting)), unknown = tracks.filter((track) => !isFilled(sorting)(track));
  return [...filled.sort((a, b) => way * (places[a] - places[b])), ...unknown]; // what is not known is last
}

function placesBy(column) {
  if (column !== "group" && orders.get(column)?.of === collection) return orders.get(column).places;
  const { valueOf } = COLUMNS[column], values = [...Array(countTracks()).keys()].map(valueOf);
  const compare = column === "group" ? compareGroups : (a, b) => compareTexts(values[a], values[b]);
  const places = new Array(values.length);
  [...values.keys()].sort(compare).forEach((track, place) => { places[track] = place; });
  orders.set(column, { of: collection, places });
  return places;
}

/** By number; within a group the most central song first; noise last. */
function compareGroups(a, b) {
  const { songClusters, distance } = view.clusters;
  const clusterOrder = (track) => (songClusters[track] < 0 ? Infinity : songClusters[track]);
  return clusterOrder(a) === clusterOrder(b) ? distance[a] - distance[b] : clusterOrder(a) - clusterOrder(b);
}
