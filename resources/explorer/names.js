// Names of groups on the map, where most of their points lie; none covers another.

import { byId, element, groupDot } from "./page.js";
import { shownPanes } from "./pane.js";
import { placeOnPlot, pointPlace } from "./places.js";

const CELLS = 20; // of the map on each side, in which points are counted
const GAP = 3; // px between two names
const MOST = 40; // names on a map
const SHIFTS = [0, -0.6, 0.6, -1.2, 1.2]; // of a name from its place: of half its width, of its height
const WIDE = 18; // letters in a line of a name, which ends at a comma

const shown = new Map(); // by pane: { label, place, width, height }, the largest groups first

const namedGroups = ({ groups }) => groups.filter(({ ownName }) => ownName);

/** Whether groups that are drawn have names of their own. */
export const mayShowNames = () => shownPanes().some((pane) => namedGroups(pane).length);

/** Write the names of the groups that are drawn. */
export function drawNames() {
  for (const pane of shownPanes()) {
    const named = byId("shows-names").checked ? namedGroups(pane) : [];
    named.sort((a, b) => b.points.length - a.points.length);
    const labels = named.slice(0, MOST).map((group) => ({
      label: nameLabel(group), place: densestPlace(group.points.map(pointPlace)),
    }));
    pane.names.replaceChildren(...labels.map(({ label }) => label));
    for (const name of labels) {
      const { width, height } = name.label.getBoundingClientRect();
      Object.assign(name, { width, height });
    }
    shown.set(pane, labels);
  }
  placeNames();
}

function nameLabel(group) {
  const label = element("span");
  label.append(groupDot("i", group), nameLines(group.ownName));
  return label;
}

/** A name in lines that end after commas. */
export function nameLines(name) {
  const lines = [];
  for (const part of name.split(/(?<=,) /)) {
    const longer = `${lines.at(-1)} ${part}`;
    if (lines.length && longer.length <= WIDE) lines[lines.length - 1] = longer;
    else lines.push(part);
  }
  return lines.join("\n");
}

/** The mean of the points in the part of the map where most of them are: [x, y]. */
export function densestPlace(places) {
  const [xs, ys] = [0, 1].map((axis) => places.map((place) => place[axis]));
  const gridCell = (values) => {
    // No spread: a call has no room for a hundred thousand arguments.
    const low = values.reduce((a, b) => Math.min(a, b)), high = values.reduce((a, b) => Math.max(a, b));
    const step = (high - low) / CELLS || 1;
    return values.map((value) => Math.floor((value - low) / step));
  };
  const columns = gridCell(xs), rows = gridCell(ys);
  const counts = new Map();
  places.forEach((_, at) => {
    for (const [i, j] of cellsAround(columns[at], rows[at])) {
      counts.set(`${i} ${j}`, (counts.get(`${i} ${j}`) ?? 0) + 1);
    }
  });
  const [densest] = [...counts].reduce((most, cell) => (cell[1] > most[1] ? cell : most));
  const [i, j] = densest.split(" ").map(Number);
  const inside = [...places.keys()].filter(
    (at) => Math.abs(columns[at] - i) <= 1 && Math.abs(rows[at] - j) <= 1);
  return [xs, ys].map((values) => inside.reduce((sum, at) => sum + values[at], 0) / inside.length);
}

const cellsAround = (column, row) =>
  [-1, 0, 1].flatMap((i) => [-1, 0, 1].map((j) => [column + i, row + j]));

/** Put each name where its group is, or beside it where another name is; else hide it. */
export function placeNames() {
  for (const pane of shownPanes()) {
    const room = { width: pane.names.offsetWidth, height: pane.names.offsetHeight };
    const taken = [];
    for (const { label, place, width, height } of shown.get(pane) ?? []) {
      const box = freeBox(placeOnPlot(place), { width, height }, room, taken);
      label.style.visibility = box ? "visible" : "hidden";
      if (!box) continue;
      taken.push(box);
      label.style.transform = `translate(${box.left}px, ${box.top}px)`;
    }
  }
}

/** The box of a size that is nearest to a place, inside of the room and clear of those that are taken;
 *  none where each of `SHIFTS` meets another. */
export function freeBox([x, y], { width, height }, room, taken) {
  if (x < 0 || y < 0 || x > room.width || y > room.height) return undefined;
  return SHIFTS.flatMap((across) => SHIFTS.map((down) => [across * width / 2, down * height]))
    .sort((a, b) => Math.hypot(...a) - Math.hypot(...b))
    .map(([across, down]) => {
      const left = Math.max(0, Math.min(x - width / 2 + across, room.width - width));
      const top = Math.max(0, Math.min(y - height / 2 + down, room.height - height));
      return { left, top, right: left + width, bottom: top + height };
    })
    .find((box) => !taken.some((other) => overlap(box, other)));
}

const overlap = (a, b) => a.left < b.right + GAP && b.left < a.right + GAP
  && a.top < b.bottom + GAP && b.top < a.bottom + GAP;
