// Which part of a map is on the screen: the place in the middle of the room, and how much larger it is than
// the whole map in that room. So two maps of the same size side by side show the same part.

const SPARE = 16; // px between the outermost points and the border of the room
const FARTHEST = 0.5, NEAREST = 400; // zoom

/** The middle and the size of all places of a map. */
export function mapExtent(xs, ys) {
  const [left, right] = span(xs), [bottom, top] = span(ys);
  return {
    x: (left + right) / 2, y: (bottom + top) / 2, width: right - left || 1, height: top - bottom || 1,
  };
}

const span = (values) => [ // no spread: a call has no room for a hundred thousand arguments
  values.reduce((a, b) => Math.min(a, b), Infinity), values.reduce((a, b) => Math.max(a, b), -Infinity),
];

/** The camera that shows the whole map. */
export const fullMapCamera = ({ x, y }) => ({ x, y, zoom: 1 });

/** How a camera puts places into a room: left = fromLeft + scale x, top = fromTop - scale y. */
export function projection({ x, y, zoom }, extent, { width, height }) {
  const fits = Math.min((width - 2 * SPARE) / extent.width, (height - 2 * SPARE) / extent.height);
  const scale = zoom * Math.max(fits, 1e-9);
  return { scale, fromLeft: width / 2 - scale * x, fromTop: height / 2 + scale * y };
}

export const onScreen = ({ scale, fromLeft, fromTop }, [x, y]) => [fromLeft + scale * x, fromTop - scale * y];
export const onMap = ({ scale, fromLeft, fromTop }, [left, top]) =>
  [(left - fromLeft) / scale, (fromTop - top) / scale];

/** The camera after the map was dragged by some px. */
export const moved = (camera, { scale }, [across, down]) =>
  ({ ...camera, x: camera.x - across / scale, y: camera.y + down / scale });

/** The camera after the map was enlarged about a place that stays where it is on the screen. */
export function enlarged(camera, factor, [x, y]) {
  const zoom = Math.min(NEAREST, Math.max(FARTHEST, camera.zoom * factor));
  const kept = camera.zoom / zoom;
  return { x: x + (camera.x - x) * kept, y: y + (camera.y - y) * kept, zoom };
}
