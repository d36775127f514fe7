// The buttons in the corner of the map, and its keys.

import { enlargeMap, moveMap, showFullMap, useTool } from "./map.js";
import { byId } from "./page.js";

const STEP = 1.5; // by which a button or a key enlarges the map
const PUSH = 60; // px that an arrow moves it
const KEYS = {
  "+": () => enlargeMap(STEP), "=": () => enlargeMap(STEP), "-": () => enlargeMap(1 / STEP), 0: showFullMap,
  ArrowLeft: () => moveMap([PUSH, 0]), ArrowRight: () => moveMap([-PUSH, 0]),
  ArrowUp: () => moveMap([0, PUSH]), ArrowDown: () => moveMap([0, -PUSH]),
};

const choices = () => [...byId("tools").querySelectorAll("[data-tool]")];

/** Choose what dragging does, by its name. */
export function chooseTool(name) {
  useTool(name);
  for (const choice of choices()) choice.setAttribute("aria-pressed", choice.dataset.tool === name);
}

export function wireTools() {
  for (const choice of choices()) choice.onclick = () => chooseTool(choice.dataset.tool);
  chooseTool("move");
  byId("enlarge").onclick = () => enlargeMap(STEP);
  byId("reduce").onclick = () => enlargeMap(1 / STEP);
  byId("whole").onclick = showFullMap;
  byId("plot").addEventListener("keydown", (event) => {
    if (!KEYS[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    KEYS[event.key]();
  });
}
