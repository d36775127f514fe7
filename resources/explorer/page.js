// The page's elements. All text from the collection is set as text, never as HTML.

export const byId = (id) => document.getElementById(id);

export function element(tag, text, className) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

/** The shape of a group's points in their colour. */
export function groupDot(tag, { colour, symbol }) {
  const dot = element(tag, undefined, `dot ${symbol}`);
  dot.style.background = colour;
  dot.style.setProperty("--dot", colour);
  return dot;
}

/** A number with its noun: "1 song", "1,040 songs". */
export const counted = (n, noun) => `${n.toLocaleString("en")} ${noun}${n === 1 ? "" : "s"}`;

/** Scroll to an element on a narrow screen, where it lies below the map. */
export function bringIntoView(id) {
  if (matchMedia("(max-width: 760px)").matches) byId(id).scrollIntoView({ block: "nearest" });
}

/** A colour of the page by its name in the style: "#rrggbb". */
export const ink = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

let mouse = ""; // where it was last

/** Note where the mouse is, after all others have had the event. */
export function followMouse() {
  addEventListener("mousemove", ({ screenX, screenY }) => { mouse = `${screenX} ${screenY}`; });
}

/** Whether an event is of a mouse that moved, not of the page that moved below it. */
export const hasMouseMoved = ({ screenX, screenY }) => mouse !== `${screenX} ${screenY}`;
