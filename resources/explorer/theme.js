// Light or dark: as the system is, unless a reader has chosen.

import { byId } from "./page.js";
import { view } from "./view.js";

const system = globalThis.matchMedia?.("(prefers-color-scheme: dark)");

/** "light" or "dark", whichever the page is now. */
export const theme = () => view.theme || (system?.matches ? "dark" : "light");

/** Give the page the colours of its theme. */
export function showTheme() {
  document.documentElement.dataset.theme = theme();
  byId("theme").textContent = theme() === "dark" ? "Light" : "Dark";
  byId("theme").title = `Use ${theme() === "dark" ? "light" : "dark"} colours`;
}

/** Switch with a button; back at what the system has, follow the system. `redraw` is called after each change. */
export function wireTheme(redraw) {
  const change = () => {
    showTheme();
    redraw();
  };
  byId("theme").onclick = () => {
    const other = theme() === "dark" ? "light" : "dark";
    view.theme = other === (system.matches ? "dark" : "light") ? "" : other;
    change();
  };
  system.addEventListener("change", change);
  showTheme();
}
