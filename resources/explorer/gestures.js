// What fingers, mouse and wheel do on the map: move, enlarge, draw a region, point, click.

import { boxBetween } from "./region.js";

const STILL = 4; // px that a click may move
const LINE = { 0: 1, 1: 16, 2: 400 }; // px of a turn of the wheel, by the unit that the browser counts in

/** Call the functions of `acts` on an element: moved([across, down]), enlarged(factor, place), outlined(line,
 *  isDone), pointed(place, event), left(), clicked(place, event), reset(). Places are px from its corner. */
export function wireGestures(element, currentTool, acts) {
  const fingers = new Map();
  let line = null, hasMoved = false;
  const pointerPlace = ({ clientX, clientY }) => {
    const { left, top } = element.getBoundingClientRect();
    return [clientX - left, clientY - top];
  };

  element.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    element.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, pointerPlace(event));
    hasMoved = fingers.size > 1;
    line = currentTool() === "move" || fingers.size > 1 ? null : [pointerPlace(event)];
    acts.left();
  });

  element.addEventListener("pointermove", (event) => {
    const place = pointerPlace(event), before = fingers.get(event.pointerId);
    if (!before) return event.pointerType === "mouse" ? acts.pointed(place, event) : undefined;
    if (!hasMoved && distance(before, place) < STILL) return;
    hasMoved = true;
    if (line) {
      line = currentTool() === "box" ? [line[0], place] : [...line, place];
      return acts.outlined(closed(line, currentTool()), false);
    }
    const others = [...fingers].filter(([id]) => id !== event.pointerId).map(([, other]) => other);
    fingers.set(event.pointerId, place);
    if (!others.length) return acts.moved(difference(place, before));
    const [other] = others;
    acts.moved(difference(place, before).map((part) => part / 2));
    acts.enlarged(distance(place, other) / Math.max(1, distance(before, other)), middle(place, other));
  });

  const lift = (event) => {
    if (!fingers.delete(event.pointerId) || fingers.size) return;
    if (line && hasMoved) acts.outlined(closed(line, currentTool()), true);
    else if (!hasMoved && event.type === "pointerup") acts.clicked(pointerPlace(event), event);
    line = null;
  };
  element.addEventListener("pointerup", lift);
  element.addEventListener("pointercancel", lift);
  element.addEventListener("pointerleave", () => acts.left());
  element.addEventListener("dblclick", () => acts.reset());
  element.addEventListener("wheel", (event) => {
    event.preventDefault();
    const turned = event.deltaY * LINE[event.deltaMode] * (event.ctrlKey ? 6 : 1);
    acts.enlarged(Math.exp(-0.0016 * turned), pointerPlace(event));
  }, { passive: false });
}

const closed = (line, tool) => (tool === "box" ? boxBetween(line[0], line.at(-1)) : line);
const difference = ([x, y], [a, b]) => [x - a, y - b];
const distance = (a, b) => Math.hypot(...difference(a, b));
const middle = ([x, y], [a, b]) => [(x + a) / 2, (y + b) / 2];
