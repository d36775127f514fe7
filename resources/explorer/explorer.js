"use strict";
// One state (what is shown, what is selected, which song is open) and functions that draw it.
// All text from the collection is set as text, never as HTML.

const COLOURS = [ // those of the figures, in their order (Petroff 2021)
  "#3f90da", "#ffa90e", "#bd1f01", "#94a4a2", "#832db6",
  "#a96b59", "#e76300", "#b9ac70", "#717581", "#92dadd",
];
const SYMBOLS = ["circle", "square", "diamond", "cross", "x", "triangle-up", "star"];
const NOISE = { colour: "#c4c9cf", symbol: "circle-open" };
const REGION = "Region";
const LISTED = 200; // songs of a list that are written out

const byId = (id) => document.getElementById(id);
const plot = byId("plot");
const state = { map: 0, level: "slice", colour: null, selection: null, song: null };
let data;

function element(tag, text, className) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

async function unpack(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

// What is shown -----------------------------------------------------------------------------

const nTracks = () => data.tracks.id.length;
const nPoints = () => (state.level === "slice" ? data.slices.track.length : nTracks());
const trackOf = (point) => (state.level === "slice" ? data.slices.track[point] : point);
const sliceOf = (point) => (state.level === "slice" ? point : data.maps[state.map].middle[point]);

/** The things that points can be coloured by: title, group of the menu, what each point has. */
function colourings() {
  const found = Object.entries(data.labels).map(([name, { names, code }]) => ({
    group: "labels", title: name, nameOf: (one) => names[one], codeOf: (point) => code[trackOf(point)],
  }));
  for (const clustering of data.clusterings) {
    const { representation, clusterer, reference } = clustering;
    const k = new Set(clustering.track.filter((one) => one >= 0)).size;
    const of = reference && reference !== "none" ? ` (k of ${reference})` : "";
    found.push({
      group: `clusters of ${representation}`,
      title: `${representation}: ${clusterer}, ${k} ${k === 1 ? "cluster" : "clusters"}${of}`,
      nameOf: (one) => (one < 0 ? "noise" : `cluster ${one}`),
      codeOf: (point) => clustering[state.level][point],
      distance: clustering.distance,
      ofTrack: clustering.track,
    });
  }
  return found;
}

const look = (code, rank) =>
  code < 0
    ? NOISE
    : { colour: COLOURS[rank % COLOURS.length], symbol: SYMBOLS[Math.floor(rank / COLOURS.length) % SYMBOLS.length] };

/** Points by code, codes ascending. */
function groups() {
  const found = new Map();
  for (let point = 0; point < nPoints(); point++) {
    const code = state.colour.codeOf(point);
    if (!found.has(code)) found.set(code, []);
    found.get(code).push(point);
  }
  return [...found].sort(([one], [other]) => one - other).map(([code, points], rank) => ({
    code, points, name: state.colour.nameOf(code), ...look(code, rank),
  }));
}

// The map -----------------------------------------------------------------------------------

let drawn = []; // groups in the order of the traces
let times = 0;

/** Draw the map; `outline` is that of the region that stays selected. */
function draw(outline) {
  const { x, y } = data.maps[state.map];
  const n = nPoints();
  const size = Math.max(2.5, Math.min(9, 130 / Math.sqrt(n))) + (state.level === "track" ? 1.5 : 0);
  drawn = groups();
  const traces = drawn.map(({ points, colour, symbol }) => ({
    type: "scattergl", mode: "markers", hoverinfo: "none",
    x: points.map((point) => x[sliceOf(point)]),
    y: points.map((point) => y[sliceOf(point)]),
    marker: { color: colour, symbol, size, opacity: 0.8, line: { width: 0 } },
    unselected: { marker: { opacity: 0.07 } },
    selectedpoints: state.selection ? selectedOf(points) : null,
  }));
  traces.push(ring());
  const axis = { visible: false, showgrid: false, zeroline: false };
  const layout = {
    margin: { l: 8, r: 8, t: 8, b: 8 }, showlegend: false, hovermode: "closest", dragmode: "pan",
    xaxis: axis, yaxis: { ...axis, scaleanchor: "x" }, uirevision: `${state.map}`,
    selections: outline, selectionrevision: times++,
    paper_bgcolor: "#fff", plot_bgcolor: "#fff",
  };
  const config = {
    scrollZoom: true, responsive: true, displaylogo: false, displayModeBar: true,
    modeBarButtons: [["pan2d", "select2d", "lasso2d"], ["zoomIn2d", "zoomOut2d", "resetScale2d"]],
  };
  return Plotly.react(plot, traces, layout, config);
}

const selectedOf = (points) =>
  points.flatMap((point, place) => (state.selection.points.has(point) ? [place] : []));

function ring() {
  const { x, y } = data.maps[state.map];
  const { song } = state;
  const slices = song === null ? []
    : state.level === "track" ? [sliceOf(song.track)]
    : [...data.slices.track.keys()].filter((slice) => data.slices.track[slice] === song.track);
  return {
    type: "scattergl", mode: "markers", hoverinfo: "skip",
    x: slices.map((slice) => x[slice]), y: slices.map((slice) => y[slice]),
    marker: {
      symbol: "circle-open", color: "#111", line: { width: 2 },
      size: slices.map((slice) => (state.level === "track" || slice === song.slice ? 16 : 9)),
    },
  };
}

function drawSelection() {
  const shown = drawn.map(({ points }) => (state.selection ? selectedOf(points) : null));
  return Plotly.restyle(plot, { selectedpoints: shown }, drawn.map((_, trace) => trace));
}

function drawRing() {
  const { x, y, marker } = ring();
  return Plotly.restyle(plot, { x: [x], y: [y], "marker.size": [marker.size] }, [drawn.length]);
}

const pointOf = (event) => drawn[event.curveNumber]?.points[event.pointNumber];

// A song ------------------------------------------------------------------------------------

const labelsOf = (track) =>
  Object.values(data.labels).map(({ names, code }) => names[code[track]]).join(", ");
const nearOf = (track) => data.maps[state.map].near[track];
const seconds = (value) => `${Math.floor(value / 60)}:${String(Math.floor(value % 60)).padStart(2, "0")}`;

function showTip(point, { clientX, clientY }) {
  const track = trackOf(point);
  const start = data.slices.start[sliceOf(point)];
  const tip = byId("tip");
  const about = [labelsOf(track), state.level === "slice" ? `from ${seconds(start)}` : "",
    state.colour.nameOf(state.colour.codeOf(point))];
  tip.replaceChildren(
    element("b", data.tracks.title[track]),
    element("span", [...new Set(about.filter(Boolean))].join(" · ")),
    element("span", `near: ${nearOf(track).map((one) => data.tracks.title[one]).join("; ")}`, "near"),
  );
  tip.hidden = false;
  const { width, height } = tip.getBoundingClientRect();
  tip.style.left = `${Math.max(4, Math.min(clientX + 14, innerWidth - width - 4))}px`;
  tip.style.top = `${clientY + 18 + height > innerHeight ? clientY - height - 12 : clientY + 18}px`;
}

/** Open a song, play one of its slices, and ring it on the map. */
function open(track, slice) {
  if (slice === undefined) slice = data.slices.track.indexOf(track);
  state.song = { track, slice };
  const start = data.slices.start[slice];
  byId("song").hidden = false;
  byId("title").textContent = data.tracks.title[track];
  byId("labels").textContent =
    [labelsOf(track), `${seconds(start)} to ${seconds(start + data.slice_duration)}`].filter(Boolean).join(" · ");
  byId("near").replaceChildren(
    element("h3", `Nearest in ${data.maps[state.map].representation}`), songList(nearOf(track)),
  );
  byId("words").hidden = !data.tracks.lyrics[track];
  byId("lyrics").textContent = data.tracks.lyrics[track];
  byId("trouble").hidden = true;
  const player = byId("player");
  player.src = `${data.tracks.sound[track]}#t=${start},${start + data.slice_duration}`;
  player.play().catch((problem) => {
    if (problem.name === "AbortError") return; // another one was clicked meanwhile
    byId("trouble").textContent = problem.name === "NotAllowedError"
      ? "The browser waits for a click on the player."
      : `${decodeURIComponent(data.tracks.sound[track])} cannot be played: it is not there, or this browser does not read its format.`;
    byId("trouble").hidden = false;
  });
  drawRing();
  byId("tip").hidden = true;
  bringIntoView("song");
}

/** On a narrow screen what was asked for is below the map. */
function bringIntoView(id) {
  if (matchMedia("(max-width: 760px)").matches) byId(id).scrollIntoView({ block: "nearest" });
}

function songList(tracks, noteOf = labelsOf) {
  const list = element("ul");
  for (const track of tracks.slice(0, LISTED)) {
    const button = element("button");
    button.append(element("span", data.tracks.title[track], "name"));
    button.append(element("span", noteOf(track), "note"));
    button.title = [data.tracks.title[track], labelsOf(track)].filter(Boolean).join(", ");
    button.onclick = () => open(track);
    const item = element("li");
    item.append(button);
    list.append(item);
  }
  if (tracks.length > LISTED) list.append(element("li", `and ${tracks.length - LISTED} more`, "note"));
  return list;
}

// What is selected --------------------------------------------------------------------------

/** Select points: of a group, a region, or a search; `extra` is what is shown of them besides. */
function select(what, points, extra) {
  state.selection = { what, points: new Set(points) };
  const tracks = [...new Set(points.map(trackOf))];
  const several = state.level === "slice" ? `, ${points.length} slices` : "";
  byId("selection").hidden = false;
  byId("what").textContent = `${what}: ${tracks.length} ${tracks.length === 1 ? "song" : "songs"}${several}`;
  byId("parts").replaceChildren(...composition(points));
  byId("songs").replaceChildren(...(extra ? extra(tracks) : [element("h3", "Songs"), songList(tracks)]));
  return drawSelection();
}

/** Of which labels the points are, as bars. */
function composition(points) {
  return Object.entries(data.labels).flatMap(([name, { names, code }]) => {
    const count = new Map();
    for (const point of points) {
      const one = code[trackOf(point)];
      count.set(one, (count.get(one) ?? 0) + 1);
    }
    const most = [...count].sort(([, one], [, other]) => other - one).slice(0, 8);
    const rows = most.map(([one, n]) => {
      const row = element("div", undefined, "share");
      const bar = element("span", undefined, "bar");
      const filled = element("i");
      filled.style.width = `${(100 * n) / points.length}%`;
      bar.append(filled);
      row.append(element("span", names[one]), bar, element("span", `${Math.round((100 * n) / points.length)} %`, "note"));
      return row;
    });
    return [element("h3", name), ...rows];
  });
}

function selectGroup({ code, name, points }) {
  const { distance, ofTrack, title } = state.colour;
  if (!distance || code < 0) return select(name, points);
  select(name, points, () => {
    const members = [...ofTrack.keys()].filter((track) => ofTrack[track] === code)
      .sort((one, other) => distance[one] - distance[other]);
    const note = (track) => distance[track].toPrecision(3);
    const few = Math.min(5, Math.ceil(members.length / 2));
    const parts = [
      element("h3", "Most central songs (distance to the centre)"), songList(members.slice(0, few), note),
    ];
    if (members.length > few) {
      const last = members.slice(-Math.min(5, members.length - few)).reverse();
      parts.push(element("h3", "Outliers"), songList(last, note));
    }
    return [...parts, element("h3", `All songs of ${name} of ${title.split(":")[0]}`), songList(members, note)];
  });
}

async function deselect() {
  state.selection = null;
  byId("selection").hidden = true;
  byId("search").value = byId("found").textContent = "";
  await drawSelection();
  if (plot.layout.selections?.length) await Plotly.relayout(plot, { selections: [] });
}

const folded = (text) => text.normalize("NFKD").replace(/\p{M}(?<=[\u0300-\u036f])/gu, "").toLowerCase();
let haystacks;

function search(text) {
  const wanted = folded(text.trim());
  if (!wanted) return deselect();
  haystacks ??= data.tracks.id.map((id, track) => ({
    title: folded(`${data.tracks.title[track]}\n${id}\n${labelsOf(track)}`),
    lyrics: folded(data.tracks.lyrics[track]),
  }));
  const inTitle = [], inLyrics = [];
  haystacks.forEach(({ title, lyrics }, track) => {
    if (title.includes(wanted)) inTitle.push(track);
    else if (lyrics.includes(wanted)) inLyrics.push(track);
  });
  const found = new Set([...inTitle, ...inLyrics]);
  const points = [...Array(nPoints()).keys()].filter((point) => found.has(trackOf(point)));
  byId("found").textContent = `${found.size} ${found.size === 1 ? "song" : "songs"}`;
  return select(`“${text.trim()}”`, points, () => [
    ...(inTitle.length ? [element("h3", "In title or labels"), songList(inTitle)] : []),
    ...(inLyrics.length ? [element("h3", "In the lyrics"), linesWith(wanted, inLyrics)] : []),
  ]);
}

/** Songs, each with the line of its lyrics in which the wanted text is. */
function linesWith(wanted, tracks) {
  const list = songList(tracks);
  tracks.slice(0, LISTED).forEach((track, place) => {
    const line = data.tracks.lyrics[track].split("\n").find((one) => folded(one).includes(wanted));
    if (line) list.children[place].append(element("span", line, "found"));
  });
  return list;
}

function save(name, text, type) {
  const link = element("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** A cell that a spreadsheet takes as text, whatever it begins with. */
function cell(value) {
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function saveCsv() {
  const factors = Object.entries(data.labels);
  const header = ["track_id", "title", "start_s", ...factors.map(([name]) => name), state.colour.title];
  const rows = [...state.selection.points].sort((one, other) => one - other).map((point) => {
    const track = trackOf(point);
    return [data.tracks.id[track], data.tracks.title[track],
      state.level === "slice" ? data.slices.start[point].toFixed(2) : "",
      ...factors.map(([, { names, code }]) => names[code[track]]),
      state.colour.nameOf(state.colour.codeOf(point))];
  });
  const text = [header, ...rows].map((row) => row.map(cell).join(",")).join("\r\n");
  save("selection.csv", `\ufeff${text}\r\n`, "text/csv");
}

function saveM3u() {
  const tracks = [...new Set([...state.selection.points].map(trackOf))];
  const entries = tracks.flatMap((track) => {
    const address = new URL(data.tracks.sound[track], location.href);
    const place = address.protocol === "file:" ? decodeURIComponent(address.pathname) : address.href;
    return [`#EXTINF:-1,${data.tracks.title[track].replace(/[\r\n]+/g, " ")}`, place];
  });
  save("selection.m3u8", ["#EXTM3U", ...entries, ""].join("\n"), "audio/x-mpegurl");
}

// Controls ----------------------------------------------------------------------------------

function listGroups() {
  byId("by").textContent = state.colour.title;
  byId("groups").replaceChildren(...drawn.map((group) => {
    const button = element("button");
    const dot = element("span", undefined, "dot");
    dot.style.background = group.colour;
    const n = group.points.length;
    const unit = state.level === "slice" ? "slice" : "song";
    button.append(dot, element("span", group.name, "name"), element("span", `${n} ${unit}${n === 1 ? "" : "s"}`, "note"));
    button.onclick = () => { selectGroup(group); bringIntoView("selection"); };
    const item = element("li");
    item.append(button);
    return item;
  }));
}

/** Draw anew after `what` has changed: "colour", "map" or "level". A region outlives the first two. */
async function redraw(what) {
  const region = what !== "level" && state.selection?.what === REGION ? state.selection : null;
  const outline = region && what === "colour" ? plot.layout.selections ?? [] : [];
  state.selection = region;
  byId("selection").hidden = true;
  await draw(outline);
  listGroups();
  if (region) await select(REGION, [...region.points]);
  else if (byId("search").value.trim()) await search(byId("search").value);
}

function fillMenus() {
  data.maps.forEach(({ representation }, place) => byId("map").append(new Option(representation, place)));
  const found = colourings();
  const byGroup = Map.groupBy ? Map.groupBy(found.keys(), (place) => found[place].group)
    : found.reduce((all, { group }, place) => all.set(group, [...(all.get(group) ?? []), place]), new Map());
  for (const [group, places] of byGroup) {
    const options = element("optgroup");
    options.label = group;
    for (const place of places) options.append(new Option(found[place].title, place));
    byId("colour").append(options);
  }
  const first = data.maps[0].representation;
  const start = Math.max(0, found.findIndex(({ title }) => title.startsWith(`${first}: `)));
  state.colour = found[start];
  byId("colour").value = start;
  byId("colour").onchange = ({ target }) => { state.colour = found[target.value]; redraw("colour"); };
  byId("map").onchange = ({ target }) => { state.map = Number(target.value); redraw("map"); };
  byId("level").onchange = ({ target }) => { state.level = target.value; redraw("level"); };
  let waiting;
  byId("search").oninput = ({ target }) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => search(target.value), 150);
  };
  byId("csv").onclick = saveCsv;
  byId("m3u").onclick = saveM3u;
  byId("clear").onclick = deselect;
}

async function start() {
  data = await unpack(byId("data").textContent);
  const n = data.slices.track.length;
  byId("counts").textContent = `${nTracks().toLocaleString("en")} songs, ${n.toLocaleString("en")} slices`;
  fillMenus();
  await redraw("level");
  plot.on("plotly_hover", ({ points, event }) => {
    const point = pointOf(points[0]);
    if (point !== undefined) showTip(point, event);
  });
  plot.on("plotly_unhover", () => { byId("tip").hidden = true; });
  plot.on("plotly_click", ({ points }) => {
    const point = pointOf(points[0]);
    if (point !== undefined) open(trackOf(point), sliceOf(point));
  });
  plot.on("plotly_selected", (event) => {
    const found = (event?.points ?? []).map(pointOf).filter((point) => point !== undefined);
    if (!found.length) return;
    select(REGION, found);
    bringIntoView("selection");
  });
  plot.on("plotly_deselect", deselect);
  document.body.dataset.ready = "yes";
}

start().catch((problem) => {
  byId("counts").textContent = `The map cannot be shown: ${problem.message}. Use a browser of 2023 or later.`;
  throw problem;
});
