// Songs along a line of the map, or between two songs, in even steps; each song once.
// Between two songs the rule is that of `between` in hbvae/release/neighbours.py.

import { collection, countTracks } from "./collection.js";
import { countPoints, currentMap, pointSlice, pointTrack } from "./view.js";

/** Places that divide a line of [x, y] evenly by its length, both ends among them. */
export function evenPlaces(line, n) {
  const ends = [0];
  line.slice(1).forEach(([x, y], at) => ends.push(ends[at] + Math.hypot(x - line[at][0], y - line[at][1])));
  const length = ends.at(-1);
  let at = 0;
  return Array.from({ length: n }, (_, step) => {
    const far = (length * step) / Math.max(1, n - 1);
    while (at < line.length - 2 && ends[at + 1] < far) at++;
    const share = (far - ends[at]) / (ends[at + 1] - ends[at] || 1);
    return [0, 1].map((axis) => line[at][axis] + share * ((line[at + 1] ?? line[at])[axis] - line[at][axis]));
  });
}

/** The points nearest to even places of a line, each of another song: one a step. */
export function pointsAlong(line, n) {
  const { x, y } = currentMap(), nTracks = countTracks();
  const nearest = evenPlaces(line, Math.min(n, nTracks)).map(([left, top]) => {
    const far = new Float64Array(nTracks).fill(Infinity), point = new Int32Array(nTracks);
    for (let at = 0; at < countPoints(); at++) {
      const slice = pointSlice(at), track = pointTrack(at), distance = Math.hypot(x[slice] - left, y[slice] - top);
      if (distance < far[track]) [far[track], point[track]] = [distance, at];
    }
    return { far, point };
  });
  const tracks = dealTracks(nearest.map(({ far }) => far));
  return tracks.map((track, step) => nearest[step].point[track]);
}

/** Whether songs have places in what the present map was made of, not on the map alone. */
export const knowsBetween = () => Boolean(currentMap().points);

/** The songs of `n` even steps from a song to another, both of them included. */
export function tracksBetween(first, last, n) {
  const { values, axes } = unpackPoints(currentMap());
  const trackPlace = (track) => values.subarray(track * axes, (track + 1) * axes);
  const from = trackPlace(first), to = trackPlace(last);
  const steps = Math.max(0, Math.min(n, countTracks()) - 2);
  const distances = Array.from({ length: steps }, (_, step) => {
    const share = (step + 1) / (steps + 1);
    const place = from.map((value, axis) => value + share * (to[axis] - value));
    return Float64Array.from({ length: countTracks() }, (_, track) =>
      (track === first || track === last ? Infinity : distanceTo(place, values, track * axes)));
  });
  return [first, ...dealTracks(distances), last];
}

/** The distance of a place to the one that begins at some place of a list of values. */
function distanceTo(place, values, begin) {
  let squares = 0; // no Math.hypot: of a hundred thousand places it takes seconds
  for (let axis = 0; axis < place.length; axis++) squares += (values[begin + axis] - place[axis]) ** 2;
  return Math.sqrt(squares);
}

const unpacked = new Map(); // by map

/** The places of the tracks, on the main axes of what a map was made of. */
function unpackPoints(map) {
  if (!unpacked.has(map)) {
    const bytes = Uint8Array.from(atob(map.points.values), (letter) => letter.charCodeAt(0));
    unpacked.set(map, { values: Float64Array.from(new Uint16Array(bytes.buffer)), axes: map.points.axes });
  }
  return unpacked.get(map);
}

/** A track for each step, each track once, so that the sum of the distances is the smallest; of a step
 *  only as many of the nearest count as there are steps: no more can be taken by others. */
export function dealTracks(distances) {
  const n = distances.length;
  if (!n) return [];
  const nearest = new Set(distances.flatMap((far) => nearestTracks(far, n)));
  const tracks = [...nearest].sort((a, b) => a - b);
  const columns = cheapest(distances.map((far) => tracks.map((track) => far[track])));
  return columns.map((column) => tracks[column]);
}

function nearestTracks(far, n) {
  const order = [...far.keys()].filter((track) => far[track] < Infinity);
  return order.sort((a, b) => far[a] - far[b]).slice(0, n);
}

/** The column of each row, each column once, with the smallest sum of costs; there are at least as many
 *  columns as rows. Kuhn (1955), by shortest augmenting paths with potentials. */
export function cheapest(costs) {
  const rows = costs.length, columns = costs[0].length;
  const rowPotentials = new Float64Array(rows + 1), columnPotentials = new Float64Array(columns + 1);
  const rowIn = new Int32Array(columns + 1), before = new Int32Array(columns + 1); // rows from 1; 0: none
  for (let row = 1; row <= rows; row++) {
    const least = new Float64Array(columns + 1).fill(Infinity), isUsed = new Uint8Array(columns + 1);
    rowIn[0] = row;
    let column = 0;
    do {
      isUsed[column] = 1;
      let delta = Infinity, next = 0;
      for (let other = 1; other <= columns; other++) {
        if (isUsed[other]) continue;
        const cost = costs[rowIn[column] - 1][other - 1] - rowPotentials[rowIn[column]] - columnPotentials[other];
        if (cost < least[other]) [least[other], before[other]] = [cost, column];
        if (least[other] < delta) [delta, next] = [least[other], other];
      }
      for (let other = 0; other <= columns; other++) {
        if (isUsed[other]) {
          rowPotentials[rowIn[other]] += delta;
          columnPotentials[other] -= delta;
        } else least[other] -= delta;
      }
      column = next;
    } while (rowIn[column]);
    for (; column; column = before[column]) rowIn[column] = rowIn[before[column]];
  }
  const assignedColumns = Array(rows);
  for (let column = 1; column <= columns; column++) if (rowIn[column]) assignedColumns[rowIn[column] - 1] = column - 1;
  return assignedColumns;
}
