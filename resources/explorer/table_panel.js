// The table of songs on the page: only the rows in sight are written out.

import { trackArtist, trackAlbum, countTracks, trackLabels, trackName, trackTitle, trackYear } from "./collection.js";
import { byId, counted, element, groupDot } from "./page.js";
import { COLUMNS, trackCluster, listedTracks, shownColumns, sortBy, sorting } from "./table.js";
import { view, viewChanged } from "./view.js";

const SPARE_ROWS = 8; // above and below those in sight
const PAGE_ROWS = 10; // that Page Up and Page Down go

let tracks = []; // that are listed
let active = 0; // row that the keyboard is at
let openTrack = () => {};

const rows = () => byId("rows");
const rowHeight = () => parseFloat(getComputedStyle(rows()).getPropertyValue("--row"));

/** `open` opens a track as its row is clicked. */
export function wireTable(open) {
  openTrack = open;
  rows().addEventListener("scroll", writeRows, { passive: true });
  rows().onclick = ({ target }) => {
    const row = target.closest("[data-row]");
    if (row) openRow(Number(row.dataset.row));
  };
  rows().onkeydown = moveWithKeys;
  new ResizeObserver(writeRows).observe(rows());
  showTable();
}

function openRow(row) {
  active = row;
  openTrack(tracks[row]);
  writeRows();
}

function moveWithKeys(event) {
  const step = {
    ArrowDown: 1, ArrowUp: -1, PageDown: PAGE_ROWS, PageUp: -PAGE_ROWS, Home: -Infinity, End: Infinity,
  }[event.key];
  if (event.key === "Enter" && tracks.length) openRow(active);
  else if (step === undefined) return;
  else moveTo(Math.max(0, Math.min(tracks.length - 1, active + step)));
  event.preventDefault();
  event.stopPropagation();
}

function moveTo(row) {
  active = row;
  const top = active * rowHeight(), { scrollTop, clientHeight } = rows();
  if (top < scrollTop) rows().scrollTop = top;
  else if (top + rowHeight() > scrollTop + clientHeight) rows().scrollTop = top + rowHeight() - clientHeight;
  writeRows();
}

/** List what is selected and passes the filters, from the top on if that has changed. */
export function showTable() {
  const before = tracks;
  tracks = listedTracks();
  const isSame = before.length === tracks.length && before.every((track, at) => track === tracks[at]);
  if (!isSame) {
    active = 0;
    rows().scrollTop = 0;
  }
  byId("columns").replaceChildren(...shownColumns().map(heading));
  byId("listed").textContent = listedInWords();
  byId("no-songs").hidden = tracks.length > 0;
  for (const id of ["play-all", "queue-all", "m3u", "csv"]) byId(id).disabled = !tracks.length;
  byId("show-all").hidden = tracks.length === countTracks();
  rows().setAttribute("aria-rowcount", tracks.length + 1);
  writeRows();
}

function listedInWords() {
  const all = counted(countTracks(), "song");
  const { selection } = view;
  const title = selection?.points.size ? `${selection.title}: ` : "";
  if (tracks.length === countTracks()) return all;
  return `${title}${tracks.length.toLocaleString("en")} of ${all}`;
}

function heading(name) {
  const button = element("button", COLUMNS[name].heading, `cell ${name}`);
  const isSorted = sorting.column === name;
  button.setAttribute("role", "columnheader");
  button.setAttribute("aria-sort", isSorted ? (sorting.isDescending ? "descending" : "ascending") : "none");
  button.onclick = () => {
    sortBy(name);
    showTable();
    viewChanged();
    byId("columns").querySelector(`.${name}`).focus();
  };
  return button;
}

/** Write the rows in sight. */
function writeRows() {
  const height = rowHeight(), { scrollTop, clientHeight } = rows();
  const first = Math.max(0, Math.floor(scrollTop / height) - SPARE_ROWS);
  const last = Math.min(tracks.length, Math.ceil((scrollTop + clientHeight) / height) + SPARE_ROWS);
  const columns = shownColumns();
  const shown = tracks.slice(first, last).map((track, at) => tableRow(track, first + at, columns));
  byId("all-rows").style.height = `${tracks.length * height}px`;
  byId("all-rows").style.setProperty("--above", `${first * height}px`);
  byId("seen-rows").replaceChildren(...shown);
  const isWritten = active >= first && active < last;
  if (isWritten) rows().setAttribute("aria-activedescendant", `row-${active}`);
  else rows().removeAttribute("aria-activedescendant");
}

function tableRow(track, place, columns) {
  const row = element("div", undefined, "row");
  row.id = `row-${place}`;
  row.dataset.row = place;
  row.title = [trackName(track), trackAlbum(track), trackLabels(track)].filter(Boolean).join(" · ");
  row.setAttribute("role", "row");
  row.setAttribute("aria-rowindex", place + 2);
  row.setAttribute("aria-selected", view.song?.track === track);
  row.classList.toggle("is-active", place === active);
  row.append(...columns.map((name) => tableCell(track, name)));
  return row;
}

const TEXTS = { title: trackTitle, artist: trackArtist, album: trackAlbum, year: trackYear, labels: trackLabels };

function tableCell(track, name) {
  const cell = name === "group" ? groupCell(track) : element("span", TEXTS[name](track));
  cell.className = `cell ${name}`;
  cell.setAttribute("role", "gridcell");
  return cell;
}

function groupCell(track) {
  const code = trackCluster(track), cell = element("span");
  const dot = groupDot("span", view.clusters.groupMarker(code));
  const name = view.clusters.customName(code);
  cell.append(dot, element("span", code < 0 ? "noise" : String(code), "number"));
  if (name) cell.append(element("span", name, "name"));
  return cell;
}
