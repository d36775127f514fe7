// Groups of points by the present colouring, and what a group or a selection consists of.

import { labelFactors } from "./collection.js";
import { countPoints, showsSliceClusters, pointTrack, pointTracks, view } from "./view.js";

const LARGEST = 8; // labels of a factor that a selection lists
const FEW = 5; // central songs and outliers that are listed

export const pointGroupName = (point, colouring = view.colouring) => colouring.groupName(colouring.firstCode(point));

/** The name of the cluster that a track is in, by the clustering last looked at; "" without. */
export const trackClusterName = (track) =>
  view.clusters?.customName(view.clusters.songClusters[track]) ?? "";

/** The groups of a colouring, codes ascending, each with the points of its colour, all of its members, names,
 *  description, colour and symbol. A point with several labels is a member of several groups. */
export function groupPoints(colouring = view.colouring) {
  const { firstCode, allCodes } = colouring;
  const pointsByCode = pointsBy((point) => [firstCode(point)]);
  const membersByCode = allCodes ? pointsBy(allCodes) : pointsByCode;
  return [...membersByCode].sort(([a], [b]) => a - b).map(([code, members]) => ({
    code,
    points: pointsByCode.get(code) ?? [],
    members,
    name: colouring.groupName(code),
    ownName: colouring.customName?.(code),
    description: colouring.groupDescription?.(code) ?? "",
    areSliceClusters: showsSliceClusters(colouring),
    ...colouring.groupMarker(code),
  }));
}

/** The points that have each code; `allCodes` has those of a point. */
function pointsBy(allCodes) {
  const pointsByCode = new Map();
  for (let point = 0; point < countPoints(); point++) {
    for (const code of allCodes(point)) {
      if (!pointsByCode.has(code)) pointsByCode.set(code, []);
      pointsByCode.get(code).push(point);
    }
  }
  return pointsByCode;
}

/** For each factor its most frequent labels among the points, with the share of the points that have
 *  each (0 to 1). */
export function labelShares(points) {
  return labelFactors().map(({ factor, names, allCodes }) => {
    const counts = new Map();
    for (const point of points) {
      for (const code of allCodes(pointTrack(point))) counts.set(code, (counts.get(code) ?? 0) + 1);
    }
    const largest = [...counts].sort(([, a], [, b]) => b - a).slice(0, LARGEST);
    return {
      factor, shares: largest.map(([code, n]) => ({ label: names[code], share: n / points.length })),
    };
  });
}

/** Tracks of some slices, those with the most of them first, and the number of each. */
export function tracksBySlices(slices) {
  const counts = new Map(pointTracks(slices).map((track) => [track, 0]));
  for (const slice of slices) counts.set(pointTrack(slice), counts.get(pointTrack(slice)) + 1);
  return { tracks: [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a)), counts };
}

/** Tracks of a cluster by distance to its centre: all, the nearest and the farthest first. */
export function clusterMembers({ songClusters, distance }, cluster) {
  const members = [...songClusters.keys()].filter((track) => songClusters[track] === cluster)
    .sort((a, b) => distance[a] - distance[b]);
  const nCentral = Math.min(FEW, Math.ceil(members.length / 2));
  const nOutliers = Math.min(FEW, members.length - nCentral);
  return {
    members,
    central: members.slice(0, nCentral),
    outliers: members.slice(members.length - nOutliers).reverse(),
  };
}
