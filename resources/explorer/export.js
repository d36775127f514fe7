// Songs as a table and as a playlist.

import { trackArtist, collection, labelFactors, trackMetadata, trackSpan, trackTitle } from "./collection.js";
import { element } from "./page.js";
import { ownAddress, readable } from "./sounds.js";
import { pointTrack, view } from "./view.js";

/** A cell of CSV that a spreadsheet takes as text, whatever it begins with. */
function cell(value) {
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A row a point, in their order on the page: track, title, artist, album and year where they are
 *  known, start (s), labels, cluster and its name; or how well the song fits the words that are
 *  searched; and the user's file.
 *  `pageAddress` is what the addresses of recordings are relative to. */
export function csvText(points, pageAddress) {
  const fields = Object.keys(trackMetadata(0));
  const factors = labelFactors().filter(({ factor }) => !fields.includes(factor));
  const { firstCode, songClusters, clusterNumber, isNamed, customName, wordScores } = view.colouring;
  const header = [
    "track_id", ...fields, "start_s", ...factors.map(({ factor }) => factor),
    ...(songClusters ? [view.colouring.headingText()] : []),
    ...(isNamed ? ["name of the cluster"] : []),
    ...(wordScores ? [view.colouring.title] : []),
    "file",
  ];
  const rows = [...points].sort((a, b) => a - b).map((point) => {
    const track = pointTrack(point);
    const start = view.level === "slice" ? collection.slices.start[point].toFixed(2) : "";
    const labels = factors.map(({ labelText }) => labelText(track));
    return [
      collection.tracks.id[track], ...Object.values(trackMetadata(track)), start, ...labels,
      ...(songClusters ? [clusterNumber(firstCode(point))] : []),
      ...(isNamed ? [customName(firstCode(point)) ?? ""] : []),
      ...(wordScores ? [wordScores[track].toFixed(2)] : []),
      readable(ownAddress(track, pageAddress)),
    ];
  });
  const text = [header, ...rows].map((row) => row.map(cell).join(",")).join("\r\n");
  return `\ufeff${text}\r\n`; // the byte order mark tells spreadsheets that it is UTF-8
}

/** An extended M3U of tracks, with a title: files as paths, others as addresses. `pageAddress` is what
 *  the addresses of recordings are relative to. */
export function playlistText(title, tracks, pageAddress) {
  const entries = tracks.flatMap((track) => {
    const span = trackSpan(track); // VLC plays it; other players begin at the file's beginning
    const seconds = span ? Math.round(span[1] - span[0]) : -1;
    return [
      `#EXTINF:${seconds},${inALine([trackArtist(track), trackTitle(track)].filter(Boolean).join(" - "))}`,
      ...(span ? [`#EXTVLCOPT:start-time=${span[0].toFixed(2)}`] : []),
      ...(span ? [`#EXTVLCOPT:stop-time=${span[1].toFixed(2)}`] : []),
      playlistLine(ownAddress(track, pageAddress), pageAddress),
    ];
  });
  return ["#EXTM3U", `#PLAYLIST:${inALine(title)}`, ...entries, ""].join("\n");
}

/** The folder that relative paths start from: that of the run's playlists, beside the page. */
const playlistsFolder = (pageAddress) => new URL("playlists/", pageAddress).href;

/** The server and the drive that an address is on. */
const addressRoot = (address) => address.match(/^[a-z]+:\/\/[^/]*(\/[a-z]:)?/i)[0];

/** A line of a playlist: a path as the run's own playlists have it; an address of what has no path,
 *  and where a player takes the path for another: VLC ends it at "#" and takes "%20" for a blank. */
function playlistLine(address, pageAddress) {
  if (/%0[AD]|%23|%25[0-9A-F]{2}/i.test(address)) return address;
  const folder = playlistsFolder(pageAddress);
  if (!collection.has_relative_paths || addressRoot(folder) !== addressRoot(address)) return readable(address);
  const from = folder.split("/").slice(0, -1), to = address.split("/");
  const apart = from.findIndex((part, at) => part !== to[at]), n = apart < 0 ? from.length : apart;
  return [...from.slice(n).map(() => ".."), ...to.slice(n).map(decodeURIComponent)].join("/");
}

function save(name, text, type) {
  const link = element("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

const inALine = (text) => text.replace(/[\r\n]+/g, " ");

/** A title as the name of a file: without what some system or shell takes amiss. */
export const fileName = (title, ending) =>
  `${title.normalize("NFC").replace(/[^\p{L}\p{M}\p{N}(),& -]+/gu, "").trim().slice(0, 60) || "songs"}.${ending}`;

/** Save points as a table under a title. */
export const saveTable = (title, points) =>
  save(fileName(title, "csv"), csvText(points, location.href), "text/csv");

/** Save tracks as a playlist under a title. */
export const savePlaylist = (title, tracks) =>
  save(fileName(title, "m3u8"), playlistText(title, tracks, location.href), "audio/x-mpegurl");
