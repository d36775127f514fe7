// Why a song is in its group: how near its centre it is, what it shares with it, where it differs.
// Numbers for sounds are standard deviations from the mean of all songs.

import { collection, countTracks } from "./collection.js";
import { currentMap } from "./view.js";
import { allWords, knowsWords, standardScores } from "./words.js";

const CLEAR = 0.4; // from here on a song or a group is said to have a property
const APART = 0.8; // from here on a song differs from its group, if it is
const UNUSUAL = 1.3; // as many of the group's own standard deviations
const SHARED = 4, DIFFERENT = 3, SUNG = 5; // traits that are said, at most
const LIFT = 1.5; // times as often as elsewhere is a word typical of a group
const COMPARATIVES = {
  slow: "slower", fast: "faster", quiet: "quieter", loud: "louder", dark: "darker", bright: "brighter",
  sparse: "sparser", dense: "denser", sustained: "more sustained", percussive: "more percussive",
};
const CLOSENESS = [[99, "very close"], [95, "close"], [80, "fairly close"], [50, "not far"], [0, "far"]];

/** How close a neighbour is, in words and as the share of pairs of songs that are farther apart, %. */
export function trackCloseness(track, place) {
  const percent = currentMap().closeness?.[track][place];
  if (percent === undefined) return undefined;
  return { percent, words: CLOSENESS.find(([from]) => percent >= from)[1] };
}

/** Where a song is among those of its cluster, nearest to the centre first; none of noise. */
export function trackRank({ songClusters, distance }, track) {
  const cluster = songClusters[track];
  if (cluster < 0) return undefined;
  const others = [...songClusters.keys()].filter((other) => other !== track && songClusters[other] === cluster);
  const farther = others.filter((other) => distance[other] > distance[track]).length;
  return { n: others.length + 1, nearerThan: others.length ? farther / others.length : 1 };
}

/** The cluster that a song is nearest to besides its own, and how that compares. */
export function secondGroup({ second, songClusters, distance }, track) {
  const cluster = second?.track[track] ?? -1;
  if (cluster < 0) return undefined;
  if (songClusters[track] < 0) return { cluster, words: "the nearest group" };
  const ratio = second.distance[track] / (distance[track] || 1e-9);
  if (ratio < 1) return { cluster, words: "its centre is even nearer" };
  return { cluster, words: ratio < 1.15 ? "almost as near" : ratio < 1.6 ? "a little farther" : "much farther" };
}

/** Traits of sounds: [name if it has more, name if less, the song's value, the group's, its spread]. */
function soundTraits(track, members) {
  const properties = Object.values(collection.traits?.properties ?? {}).map(({ words: [low, high], tenths }) => {
    const values = members.map((member) => tenths[member] / 10);
    return { more: high, less: low, own: tenths[track] / 10, ...meanAndSpread(values) };
  });
  if (!knowsWords()) return properties;
  const tags = allWords().map((name, word) => {
    const scores = standardScores(word);
    return { more: name.toLowerCase(), own: scores[track], ...meanAndSpread(members.map((member) => scores[member])) };
  });
  return [...properties, ...tags];
}

function meanAndSpread(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, spread: Math.sqrt(squares / values.length) };
}

/** What the sound of a song shares with other songs, and where it differs, in words. */
export function compareSound(track, members) {
  const others = members.filter((member) => member !== track);
  if (!others.length) return { shared: [], different: [] };
  const traits = soundTraits(track, others);
  const shared = traits
    .map(({ more, less, own, mean }) => (own > 0 ? { name: more, both: Math.min(own, mean) }
      : { name: less, both: Math.min(-own, -mean) }))
    .filter(({ name, both }) => name && both >= CLEAR).sort((a, b) => b.both - a.both);
  const different = traits
    .map((trait) => ({ ...trait, apart: Math.abs(trait.own - trait.mean) }))
    .filter(({ apart, spread }) => apart >= APART && apart >= UNUSUAL * spread)
    .filter(({ less, own, mean }) => less || own > mean || mean >= CLEAR) // less of what the group has
    .sort((a, b) => b.apart - a.apart);
  return {
    shared: shared.slice(0, SHARED).map(({ name }) => name),
    different: different.slice(0, DIFFERENT).map(inComparison),
  };
}

function inComparison({ more, less, own, mean }) {
  if (less) return COMPARATIVES[own > mean ? more : less];
  return `${own > mean ? "more" : "less"} ${more}`;
}

/** Words of a song's lyrics that are more common in its group than elsewhere. */
export function sharedWords(track, members) {
  const { names = [], of = [] } = collection.traits?.words ?? {};
  const isMember = new Set(members);
  const rated = (of[track] ?? []).map((word) => {
    const here = members.filter((member) => member !== track && of[member].includes(word)).length;
    const all = of.reduce((n, words, other) => n + (other !== track && words.includes(word)), 0);
    const share = here / Math.max(1, isMember.size - 1), elsewhere = all / Math.max(1, countTracks() - 1);
    return { name: names[word], here, lift: share / (elsewhere || 1) };
  });
  return rated.filter(({ here, lift }) => here > 0 && lift >= LIFT)
    .sort((a, b) => b.here * Math.log(b.lift) - a.here * Math.log(a.lift))
    .slice(0, SUNG).map(({ name }) => name);
}
