// What is on the screen as the end of an address, which shows it again: no more than differs from the
// page as it opens.

import { collection } from "./collection.js";
import { findFacet } from "./filters.js";
import { sorting } from "./table.js";
import { view } from "./view.js";

const LONGEST_REGION = 3000; // letters; a region of more points is left out
const POINT_BASE = 36; // of numbers of points

/** The end of the address, without its "#"; "" of the page as it opens. `first` is the colouring then,
 *  and `isFullMap` whether the whole map is shown. */
export function stateText(first, isFullMap) {
  const { selection, search, song, camera } = view;
  const entries = [
    ["map", view.map ? collection.maps[view.map].representation : undefined],
    ["points", view.level === "track" ? "songs" : undefined],
    ["colour", isLinked(view.colouring, first) ? view.colouring.id : undefined],
    ["beside", view.beside?.id],
    ["by", view.isBySlice ? "slice" : undefined],
    ...filterTexts().map((text) => ["filter", text]),
    ["find", search?.text],
    ["in", search?.words?.length && search.isText ? (search.bySound ? "sound" : "texts") : undefined],
    ["group", selection?.group],
    ["region", selection?.isRegion ? regionText(selection.points) : undefined],
    ["sort", sorting.column ? `${sorting.isDescending ? "-" : ""}${sorting.column}` : undefined],
    ["song", song ? collection.tracks.id[song.track] : undefined],
    ["from", song && view.level === "slice" ? collection.slices.start[song.slice] : undefined],
    ["theme", view.theme || undefined],
    ["view", isFullMap ? undefined : [camera.x, camera.y, camera.zoom].map((of) => Number(of.toPrecision(5))).join(" ")],
  ];
  return new URLSearchParams(entries.filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, String(value)])).toString();
}

/** Words that are searched have a colouring of their own, which the search brings back. */
const isLinked = (colouring, first) => colouring.id !== first.id && !colouring.wordScores;

function filterTexts() {
  return [...view.filters].flatMap(([id, wanted]) => {
    if (id === "year") return [`year=${wanted.from}-${wanted.to}`];
    const { names } = findFacet(id);
    return [...wanted].map((code) => `${id}=${id.startsWith("cluster ") ? code : names.get(code)}`);
  });
}

/** Numbers of points as runs, each after the end of the one before; undefined of too many. */
export function regionText(points) {
  const runs = [];
  for (const point of [...points].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last && last.end === point) last.end++;
    else runs.push({ begin: point, end: point + 1 });
  }
  let at = 0;
  const text = runs.map(({ begin, end }) => {
    const [gap, length] = [begin - at, end - begin].map((n) => n.toString(POINT_BASE));
    at = end;
    return end - begin > 1 ? `${gap}-${length}` : gap;
  }).join(".");
  return text.length > LONGEST_REGION ? undefined : text;
}

/** The points of `regionText`; none of a text that is not one. */
export function regionPoints(text, nPoints) {
  if (!/^[0-9a-z]+(-[0-9a-z]+)?(\.[0-9a-z]+(-[0-9a-z]+)?)*$/.test(text)) return [];
  const points = [];
  let at = 0;
  for (const run of text.split(".")) {
    const [gap, length = 1] = run.split("-").map((n) => parseInt(n, POINT_BASE));
    if (at + gap + length > nPoints) return [];
    for (let point = at + gap; point < at + gap + length; point++) points.push(point);
    at += gap + length;
  }
  return points;
}

/** What a text asks for, and what of it this page does not have:
 *  { state, unknown: words for people }. No state where nothing in it is understood. */
export function readState(text, colourings) {
  const given = new URLSearchParams(text), unknown = [];
  const take = (name, find) => {
    if (!given.has(name)) return undefined;
    const result = find(given.get(name));
    if (result === undefined) unknown.push(`${name} ${given.get(name)}`);
    return result;
  };
  const among = (...allowed) => (value) => (allowed.includes(value) ? value : undefined);
  const placeIn = (ids) => (id) => (ids.includes(id) ? ids.indexOf(id) : undefined);
  const colour = placeIn(colourings.map(({ id }) => id));
  const state = {
    map: take("map", placeIn(collection.maps.map(({ representation }) => representation))) ?? 0,
    level: take("points", among("songs", "slices")) === "songs" ? "track" : "slice",
    colour: take("colour", colour),
    beside: take("beside", colour),
    isBySlice: take("by", among("slice")) !== undefined,
    find: given.get("find") ?? "",
    inWhat: take("in", among("sound", "texts")),
    group: take("group", parseInteger),
    region: given.get("region"),
    sort: take("sort", (value) => (/^-?(title|artist|album|year|group|labels)$/.test(value) ? value : undefined)),
    song: take("song", placeIn(collection.tracks.id)),
    start: take("from", (value) => (value && Number.isFinite(Number(value)) ? Number(value) : undefined)),
    theme: take("theme", among("light", "dark")) ?? "",
    camera: take("view", readCamera),
    filters: new Map(),
  };
  for (const filter of given.getAll("filter")) {
    if (!readFilter(filter, state.filters)) unknown.push(`filter ${filter}`);
  }
  const names = ["map", "points", "colour", "beside", "by", "find", "in", "group", "region", "sort", "song", "from",
    "theme", "view", "filter"];
  unknown.push(...[...given.keys()].filter((name) => !names.includes(name)));
  const isUnderstood = [...given.keys()].length > unknown.length || text === "";
  return { state: isUnderstood ? state : undefined, unknown };
}

const parseInteger = (text) => (/^-?\d{1,6}$/.test(text) ? Number(text) : undefined);

function readCamera(text) {
  const [x, y, zoom, ...more] = text.split(" ").map(Number);
  return !more.length && [x, y, zoom].every(Number.isFinite) && zoom > 0 ? { x, y, zoom } : undefined;
}

/** Read one filter into the others; whether this page has it. */
function readFilter(text, filters) {
  const at = text.indexOf("="), id = text.slice(0, at), value = text.slice(at + 1);
  const facet = findFacet(id);
  if (!facet) return false;
  if (facet.isRange) {
    const [, from, to] = value.match(/^(\d{4})-(\d{4})$/) ?? [];
    if (from) filters.set(id, { from: Number(from), to: Number(to) });
    return Boolean(from);
  }
  const [code] = [...facet.names].find(([other, name]) =>
    (id.startsWith("cluster ") ? String(other) === value : name === value)) ?? [];
  if (code === undefined) return false;
  filters.set(id, new Set([...(filters.get(id) ?? []), code]));
  return true;
}
