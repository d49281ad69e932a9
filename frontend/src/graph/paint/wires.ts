import { seenBy, type Camera } from "../camera";
import { grown, overlaps, type Point, type Rect, type Size } from "../geometry";
import type { WireLook } from "../look";
import type { Curve, Curves, Stub } from "./curves";
import { pointOn, reachOf } from "./curves";
import type { Palette } from "./palette";

/** How the wires stand out of each other. */
export interface WireStyle {
  readonly lit: string | null;
  readonly lookOf: ((curve: Curve) => WireLook) | null;
  /** Ends of wires that are faded; their wires are too. */
  readonly isFaded: (card: string) => boolean;
  /** The word at the open end of a required input that no step makes. */
  readonly openWord: string;
}

const STUB_LENGTH = 18;
const ARROW = 5;
/** A count is written on a curve that stands for several wires, where there is room for it. */
const COUNT_FROM_ZOOM = 0.25;
const CULL_MARGIN = 60;

interface Stroke {
  readonly colour: string;
  readonly width: number;
  readonly alpha: number;
  readonly dash: readonly number[];
  readonly hasArrow: boolean;
}

/** Draws the wires that cross the screen. The context must be at the origin of the screen. */
export function paintWires(
  context: CanvasRenderingContext2D,
  { curves, stubs }: Curves,
  camera: Camera,
  screen: Size,
  palette: Palette,
  style: WireStyle,
): void {
  const seen = grown(seenBy(camera, screen), CULL_MARGIN);
  const groups = new Map<string, { stroke: Stroke; members: Curve[] }>();
  for (const curve of curves) {
    if (!overlaps(seen, nonEmpty(curve.box))) continue;
    const stroke = strokeOf(curve, camera.zoom, palette, style);
    const key = `${stroke.colour} ${stroke.width} ${stroke.alpha} ${stroke.dash.join()}`;
    const group = groups.get(key);
    if (group) group.members.push(curve);
    else groups.set(key, { stroke, members: [curve] });
  }
  context.save();
  context.translate(camera.x, camera.y);
  context.scale(camera.zoom, camera.zoom);
  // What is lit is drawn last, above the others.
  for (const { stroke, members } of [...groups.values()].sort((a, b) => a.stroke.alpha - b.stroke.alpha)) {
    strokeAll(context, stroke, members, camera.zoom);
  }
  for (const curve of curves) {
    if (curve.wires.length > 1 && camera.zoom >= COUNT_FROM_ZOOM && overlaps(seen, nonEmpty(curve.box))) {
      plate(
        context,
        pointOn(curve, 0.5),
        String(curve.wires.length),
        11 / camera.zoom,
        palette,
        palette.secondary,
      );
    }
  }
  if (style.lit !== null) nameLit(context, curves, style.lit, camera, seen, palette);
  for (const stub of stubs) {
    if (overlaps(seen, { x: stub.at.x - 200, y: stub.at.y - 10, width: 400, height: 20 })) {
      paintStub(context, stub, palette, style);
    }
  }
  context.restore();
}

function nonEmpty(box: Rect): Rect {
  return { ...box, width: Math.max(1, box.width), height: Math.max(1, box.height) };
}

function strokeOf(curve: Curve, zoom: number, palette: Palette, style: WireStyle): Stroke {
  const isLit = style.lit !== null && curve.wires.some(({ attribute }) => attribute === style.lit);
  const hasArrow = zoom >= COUNT_FROM_ZOOM;
  // A line thinner than half a pixel of the screen cannot be seen.
  const thin = Math.max(1.25, 0.7 / zoom);
  const dash = curve.isOptional ? [5, 4] : [];
  if (isLit) return { colour: palette.accent, width: Math.max(2.25, 1.6 / zoom), alpha: 1, dash, hasArrow };
  const [{ from, to }] = curve.wires;
  const isFaded = style.lit !== null || style.isFaded(from) || style.isFaded(to);
  const alpha = isFaded ? 0.25 : zoom < COUNT_FROM_ZOOM ? 0.4 : 0.85;
  switch (style.lookOf?.(curve) ?? "normal") {
    case "arrived":
      return {
        colour: palette.state("done"),
        width: Math.max(1.75, thin),
        alpha: isFaded ? 0.35 : 1,
        dash,
        hasArrow,
      };
    case "pending":
      return { colour: palette.wire, width: thin, alpha: isFaded ? 0.2 : 0.5, dash, hasArrow };
    case "new":
      return { colour: palette.accent, width: Math.max(2, thin), alpha: 1, dash: [2, 4], hasArrow };
    case "lost":
      return { colour: palette.state("failed"), width: Math.max(2, thin), alpha: 1, dash: [8, 4], hasArrow };
    case "normal":
      return { colour: palette.wire, width: thin, alpha, dash, hasArrow };
  }
}

function strokeAll(
  context: CanvasRenderingContext2D,
  stroke: Stroke,
  members: readonly Curve[],
  zoom: number,
): void {
  context.globalAlpha = stroke.alpha;
  context.strokeStyle = context.fillStyle = stroke.colour;
  context.lineWidth = stroke.width;
  context.setLineDash([...stroke.dash]);
  // From afar a bend cannot be told from a straight line, which costs a tenth of it.
  const isStraight = zoom < 0.15;
  context.beginPath();
  for (const { points } of members) {
    context.moveTo(points[0].x, points[0].y);
    for (let piece = 1; piece < points.length; piece += 1) {
      const [from, to] = [points[piece - 1] ?? points[0], points[piece] ?? points[0]];
      if (isStraight) {
        context.lineTo(to.x, to.y);
        continue;
      }
      const reach = reachOf(from, to, points.length === 2);
      context.bezierCurveTo(from.x + reach, from.y, to.x - reach, to.y, to.x, to.y);
    }
  }
  context.stroke();
  context.setLineDash([]);
  if (stroke.hasArrow) {
    const size = Math.max(ARROW, stroke.width * 2.6);
    context.beginPath();
    for (const { points } of members) {
      const to = points.at(-1) ?? points[0];
      context.moveTo(to.x, to.y);
      context.lineTo(to.x - size * 1.5, to.y - size * 0.8);
      context.lineTo(to.x - size * 1.5, to.y + size * 0.8);
    }
    context.fill();
  }
  context.globalAlpha = 1;
}

/** The name of the lit attribute stands on its first visible wire. */
function nameLit(
  context: CanvasRenderingContext2D,
  curves: readonly Curve[],
  lit: string,
  camera: Camera,
  seen: Rect,
  palette: Palette,
): void {
  for (const curve of curves) {
    if (!curve.wires.some(({ attribute }) => attribute === lit)) continue;
    const at = pointOn(curve, 0.5);
    if (!overlaps(seen, { ...at, width: 1, height: 1 })) continue;
    plate(context, at, lit, 12 / Math.min(1, camera.zoom), palette, palette.accent);
    return;
  }
}

function paintStub(context: CanvasRenderingContext2D, stub: Stub, palette: Palette, style: WireStyle): void {
  const { at, attribute, kind, card } = stub;
  const isLit = attribute === style.lit;
  const isFaded = (style.lit !== null && !isLit) || style.isFaded(card);
  const direction = kind === "out" ? 1 : -1;
  const end = at.x + direction * STUB_LENGTH;
  context.globalAlpha = isFaded ? 0.35 : 1;
  context.strokeStyle = context.fillStyle = isLit ? palette.accent : palette.wire;
  context.lineWidth = 1.25;
  context.beginPath();
  context.moveTo(at.x, at.y);
  context.lineTo(end, at.y);
  context.stroke();
  if (kind === "open") {
    context.beginPath();
    context.arc(end - 3, at.y, 3, 0, 2 * Math.PI);
    context.stroke();
  }
  context.font = kind === "open" ? `11px ${palette.fontText}` : `11px ${palette.fontCode}`;
  context.fillStyle = isLit ? palette.accent : palette.secondary;
  context.textBaseline = "middle";
  context.textAlign = kind === "out" ? "left" : "right";
  const text = kind === "open" ? style.openWord : attribute;
  context.fillText(text, end + direction * (kind === "open" ? 9 : 4), at.y, 80);
  context.globalAlpha = 1;
}

/** A short text on a plate of the ground's colour, so that it can be read above the wires. */
function plate(
  context: CanvasRenderingContext2D,
  at: Point,
  text: string,
  size: number,
  palette: Palette,
  colour: string,
): void {
  context.font = `${size}px ${palette.fontCode}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  const width = context.measureText(text).width + size * 0.8;
  context.fillStyle = palette.ground;
  context.fillRect(at.x - width / 2, at.y - size * 0.75, width, size * 1.5);
  context.fillStyle = colour;
  context.fillText(text, at.x, at.y);
}
