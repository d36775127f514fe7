// Filters: what a song must be to be listed and lit. Those of a facet are alternatives, such as two
// genres; those of several facets hold together.

import { trackArtist, capitalised, collection, countTracks, labelFactors, trackYear } from "./collection.js";
import { allColourings } from "./colouring.js";
import { view } from "./view.js";

const YEARS = "year";

/** What songs can be filtered by: id, title, names by code, and the codes of a track. Years have a
 *  range in place of names. Clusters are those that points were last coloured by. */
export function allFacets() {
  const { artist, year } = collection.tracks;
  return [
    ...(view.clusters ? [clusterFacet(view.clusters)] : []),
    ...labelFactors().map(({ factor, names, allCodes }) => ({
      id: `label ${factor}`, title: capitalised(factor), names: new Map(names.entries()), allCodes,
    })),
    ...(artist ? [{
      id: "artist", title: "Artist", allCodes: (track) => [artist.code[track]],
      names: new Map([...artist.names.entries()].map(([code, name]) => [code, name || "no artist"])),
    }] : []),
    ...(year ? [{ id: YEARS, title: "Year", isRange: true, ...yearRange() }] : []),
  ];
}

const clusterFacet = ({ place, songClusters, groupName }) => ({
  id: `cluster ${place}`,
  title: "Group",
  names: new Map([...new Set(songClusters)].sort((a, b) => a - b).map((code) => [code, groupName(code)])),
  allCodes: (track) => [songClusters[track]],
});

/** The first and the last year that a song has. */
function yearRange() {
  const years = collection.tracks.year.names.filter(Boolean).map(Number);
  return { from: Math.min(...years), to: Math.max(...years) };
}

/** The facet with an id; of clusters that are no longer looked at, too. */
export function findFacet(id) {
  const facet = allFacets().find((other) => other.id === id);
  if (facet || !id.startsWith("cluster ")) return facet;
  const clusters = allColourings().find(({ place }) => place === Number(id.slice(8)));
  return clusters && clusterFacet(clusters);
}

/** Keep songs with a code of a facet, or no longer. */
export function toggleFilter(id, code) {
  const codes = new Set(view.filters.get(id));
  if (!codes.delete(code)) codes.add(code);
  if (codes.size) view.filters.set(id, codes);
  else view.filters.delete(id);
  applyFilters();
}

/** Keep songs of some years, both included; null: of all. */
export function filterYears(range) {
  if (range) view.filters.set(YEARS, range);
  else view.filters.delete(YEARS);
  applyFilters();
}

export function clearFilters() {
  view.filters.clear();
  applyFilters();
}

export function applyFilters() {
  const tests = filterTests();
  view.passing = tests.length
    ? new Set(allTracks().filter((track) => tests.every((test) => test(track)))) : null;
}

const allTracks = () => [...Array(countTracks()).keys()];

/** A function of a track for each facet that has filters, but for one. */
function filterTests(but) {
  return [...view.filters].filter(([id]) => id !== but).map(([id, wanted]) => {
    if (id === YEARS) {
      return (track) => trackYear(track) >= wanted.from && trackYear(track) <= wanted.to; // "" is below all
    }
    const { allCodes } = findFacet(id);
    return (track) => allCodes(track).some((code) => wanted.has(code));
  });
}

/** How many songs each code of a facet has, of those that pass the filters of the other facets. */
export function facetCounts({ id, names, allCodes }) {
  const counts = new Map([...names.keys()].map((code) => [code, 0]));
  const tests = filterTests(id);
  for (const track of allTracks()) {
    if (!tests.every((test) => test(track))) continue;
    for (const code of new Set(allCodes(track))) counts.set(code, counts.get(code) + 1);
  }
  return counts;
}

/** The filters one by one, in words: { id, code, text }. */
export const filterEntries = () => [...view.filters].flatMap(([id, wanted]) => {
  if (id === YEARS) return [{ id, text: `Year: ${yearsInWords(wanted)}` }];
  const { title, names } = findFacet(id);
  return [...wanted].map((code) => ({ id, code, text: `${title}: ${names.get(code)}` }));
});

const yearsInWords = ({ from, to }) => (from === to ? String(from) : `${from} to ${to}`);

export function removeFilter({ id, code }) {
  if (id === YEARS) filterYears(null);
  else toggleFilter(id, code);
}
