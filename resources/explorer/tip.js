// The tip under the pointer: what the point on the map is.

import { clock, collection, trackLabels, trackName } from "./collection.js";
import { pointGroupName } from "./groups.js";
import { byId, element } from "./page.js";
import { trackNeighbours, pointSlice, pointTrack, view } from "./view.js";

/** Lines of the tip at a point: title, what the point is, neighbours. */
export function tipLines(point) {
  const track = pointTrack(point);
  const start = collection.slices.start[pointSlice(point)];
  const about = [
    trackLabels(track), view.level === "slice" ? `from ${clock(start)}` : "", pointGroupName(point),
    view.beside ? pointGroupName(point, view.beside) : "",
  ];
  return {
    title: trackName(track),
    about: [...new Set(about.filter(Boolean))].join(" · "),
    near: `near: ${trackNeighbours(track).map(trackName).join("; ")}`,
  };
}

export function showTip(point, { clientX, clientY }) {
  const { title, about, near } = tipLines(point);
  const tip = byId("tip");
  tip.replaceChildren(element("b", title), element("span", about), element("span", near, "near"));
  tip.hidden = false;
  const { width, height } = tip.getBoundingClientRect();
  tip.style.left = `${Math.max(4, Math.min(clientX + 14, innerWidth - width - 4))}px`;
  tip.style.top = `${clientY + 18 + height > innerHeight ? clientY - height - 12 : clientY + 18}px`;
}

export function hideTip() {
  byId("tip").hidden = true;
}
