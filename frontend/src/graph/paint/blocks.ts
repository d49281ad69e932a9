import { seenBy, type Camera } from "../camera";
import { overlaps, type Rect, type Size } from "../geometry";
import { STATE_COLOURS, type CardLook, type Looks } from "../look";
import type { Scene, SceneCard } from "../scene";
import type { Palette } from "./palette";

/** A name is written into a block that is at least so wide on the screen. */
const NAME_FROM = 56;
const NAME_SIZE = 11;
const EDGE = 4;

export interface BlockStyle {
  readonly looks: Looks;
  readonly isFaded: (card: string) => boolean;
  readonly selected: ReadonlySet<string>;
}

/** Draws cards as blocks: ground, border, colour of the state, and the name where it fits. */
export function paintBlocks(
  context: CanvasRenderingContext2D,
  scene: Scene,
  rects: ReadonlyMap<string, Rect>,
  camera: Camera,
  screen: Size,
  palette: Palette,
  style: BlockStyle,
): void {
  const seen = seenBy(camera, screen);
  const named: [SceneCard, Rect][] = [];
  for (const card of scene.cards.values()) {
    const rect = rects.get(card.id);
    if (!rect || !overlaps(seen, rect)) continue;
    const onScreen = {
      x: camera.x + rect.x * camera.zoom,
      y: camera.y + rect.y * camera.zoom,
      width: Math.max(2, rect.width * camera.zoom),
      height: Math.max(2, rect.height * camera.zoom),
    };
    const look = style.looks.get(card.id);
    const isFaded = style.isFaded(card.id);
    paintBlock(context, onScreen, look, style.selected.has(card.id), isFaded, palette);
    if (onScreen.width >= NAME_FROM && onScreen.height >= NAME_SIZE + 2) named.push([card, onScreen]);
  }
  context.textBaseline = "middle";
  context.textAlign = "left";
  context.font = `${NAME_SIZE}px ${palette.fontText}`;
  for (const [card, { x, y, width, height }] of named) {
    const room = width - 2 * EDGE - 6;
    context.fillStyle = style.isFaded(card.id) ? palette.secondary : palette.text;
    context.fillText(
      shortened(context, card.step?.name ?? card.group?.name ?? "", room),
      x + EDGE + 4,
      y + height / 2,
    );
  }
}

function paintBlock(
  context: CanvasRenderingContext2D,
  { x, y, width, height }: Rect,
  look: CardLook | undefined,
  isSelected: boolean,
  isFaded: boolean,
  palette: Palette,
): void {
  context.fillStyle = isFaded || look?.tone === "outline" ? palette.ground : palette.strong;
  context.fillRect(x, y, width, height);
  if (look?.state) {
    context.fillStyle = palette.state(STATE_COLOURS[look.state]);
    context.fillRect(x, y, Math.min(EDGE, width / 3), height);
  }
  const isGoal = look?.tone === "goal";
  const isStrong = isSelected || look?.isMarked === true;
  if (width < 6 && !isStrong && !isGoal) return;
  context.strokeStyle = isStrong
    ? palette.accent
    : isGoal
      ? palette.text
      : isFaded
        ? palette.line
        : palette.wire;
  context.lineWidth = isStrong || isGoal ? 2 : 1;
  context.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
  if (isGoal && width > 12) context.strokeRect(x + 3.5, y + 3.5, width - 7, height - 7);
}

/** The text cut in the middle to fit. */
function shortened(context: CanvasRenderingContext2D, text: string, room: number): string {
  if (context.measureText(text).width <= room) return text;
  const share = room / context.measureText(text).width;
  const kept = Math.max(2, Math.floor(text.length * share) - 1);
  return `${text.slice(0, Math.ceil(kept / 2))}…${text.slice(text.length - Math.floor(kept / 2))}`;
}

/** Draws the frames of the regions with their names above the cards. */
export function paintRegions(
  context: CanvasRenderingContext2D,
  frames: ReadonlyMap<string, Rect>,
  camera: Camera,
  palette: Palette,
): void {
  for (const rect of frames.values()) {
    const [x, y] = [camera.x + rect.x * camera.zoom, camera.y + rect.y * camera.zoom];
    const [width, height] = [rect.width * camera.zoom, rect.height * camera.zoom];
    context.fillStyle = palette.raised;
    context.fillRect(x, y, width, height);
    context.strokeStyle = palette.line;
    context.lineWidth = 1;
    context.strokeRect(Math.round(x) + 0.5, Math.round(y) + 0.5, Math.round(width), Math.round(height));
  }
}
