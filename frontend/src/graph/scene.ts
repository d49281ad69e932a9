import type { Step } from "../model/step";
import type { Positions, Rect, Size } from "./geometry";
import {
  cardRows,
  cardSize,
  CARD_WIDTH,
  FOOTER_HEIGHT,
  HEADER_HEIGHT,
  ROW_HEIGHT,
  type CardRows,
} from "./size";
import { bundle, wire, type Bundle, type OpenInput, type Wire } from "./wires";

/** One card: a step, or a group that is collapsed to one. */
export interface SceneCard extends Size {
  readonly id: string;
  readonly step: Step | null;
  /** Name of the collapsed group and its members; null for a step. */
  readonly group: { readonly name: string; readonly members: readonly string[] } | null;
  readonly rows: CardRows;
  /** Region in which the card stands; null without grouping. */
  readonly region: string | null;
}

/** What is drawn, without the places. */
export interface Scene {
  readonly cards: ReadonlyMap<string, SceneCard>;
  readonly wires: readonly Wire[];
  readonly bundles: readonly Bundle[];
  readonly openInputs: readonly OpenInput[];
  readonly crowded: ReadonlySet<string>;
}

export interface SceneParts {
  readonly steps: readonly Step[];
  /** Sizes of what stands inside cards. */
  readonly insets: ReadonlyMap<string, Size>;
  /** Ids of cards whose rows are all shown. */
  readonly unfolded: ReadonlySet<string>;
  readonly groups: ReadonlyMap<string, string> | null;
  readonly collapsed: ReadonlySet<string>;
  readonly isMadeElsewhere: (attribute: string) => boolean;
}

const NO_ROWS: CardRows = { inputs: [], outputs: [], count: 0, hidden: 0 };
const GROUP_HEIGHT = HEADER_HEIGHT + 2 * ROW_HEIGHT + FOOTER_HEIGHT;

/** Step ids have no colon, so a group is never taken for a step. */
export function groupId(name: string): string {
  return `group:${name}`;
}

export function buildScene(parts: SceneParts): Scene {
  const { steps, insets, unfolded, groups, collapsed } = parts;
  const cards = new Map<string, SceneCard>();
  const members = new Map<string, string[]>();
  for (const step of steps) {
    const region = groups?.get(step.id) ?? null;
    if (region !== null && collapsed.has(region)) {
      members.set(region, [...(members.get(region) ?? []), step.id]);
      continue;
    }
    const rows = cardRows(step, unfolded.has(step.id));
    const size = cardSize(rows, insets.get(step.id) ?? null);
    cards.set(step.id, { id: step.id, step, group: null, rows, region, ...size });
  }
  for (const [name, ids] of members) {
    const id = groupId(name);
    const group = { name, members: ids };
    cards.set(id, {
      id,
      step: null,
      group,
      rows: NO_ROWS,
      region: null,
      width: CARD_WIDTH,
      height: GROUP_HEIGHT,
    });
  }
  const { wires, openInputs, crowded } = wire(steps, parts.isMadeElsewhere);
  const seen = members.size === 0 ? wires : outerWires(wires, groups, collapsed);
  return {
    cards,
    wires: seen,
    bundles: bundle(seen),
    openInputs: openInputs.filter(({ step }) => cards.has(step)),
    crowded,
  };
}

/** The wires that leave or enter collapsed groups end at their cards; one is drawn for several alike. */
function outerWires(
  wires: readonly Wire[],
  groups: ReadonlyMap<string, string> | null,
  collapsed: ReadonlySet<string>,
): readonly Wire[] {
  const cardOf = (id: string) => {
    const name = groups?.get(id);
    return name !== undefined && collapsed.has(name) ? groupId(name) : id;
  };
  const unique = new Map<string, Wire>();
  for (const one of wires) {
    const [from, to] = [cardOf(one.from), cardOf(one.to)];
    if (from === to) continue;
    const key = JSON.stringify([one.attribute, from, to]);
    const known = unique.get(key);
    unique.set(key, { ...one, from, to, isOptional: one.isOptional && (known?.isOptional ?? true) });
  }
  return [...unique.values()];
}

/** The scene with only these cards, and the wires between them. */
export function onlyShown(scene: Scene, shown: ReadonlySet<string> | null): Scene {
  if (!shown) return scene;
  const isShown = ({ id, group }: SceneCard) =>
    shown.has(id) || (group?.members.some((one) => shown.has(one)) ?? false);
  const cards = new Map([...scene.cards].filter(([, card]) => isShown(card)));
  const bothEnds = ({ from, to }: { readonly from: string; readonly to: string }) =>
    cards.has(from) && cards.has(to);
  return {
    ...scene,
    cards,
    wires: scene.wires.filter(bothEnds),
    bundles: scene.bundles.filter(bothEnds),
    openInputs: scene.openInputs.filter(({ step }) => cards.has(step)),
  };
}

export function rectsOf(cards: Iterable<SceneCard>, positions: Positions): ReadonlyMap<string, Rect> {
  const rects = new Map<string, Rect>();
  for (const { id, width, height } of cards) {
    const at = positions.get(id);
    if (at) rects.set(id, { x: at.x, y: at.y, width, height });
  }
  return rects;
}
