import { describe, expect, test } from "vitest";
import { detailAt, fitted, revealing, seenBy, toGraph, zoomedAt } from "./camera";
import { stillHolds, visibleCards } from "./culling";
import { contains, type Point } from "./geometry";
import { simpleLayout } from "./layoutState";
import { plainScene } from "./nested";
import { curveAt, curvesOf, pointOn } from "./paint/curves";
import { rectsOf } from "./scene";
import { CARD_WIDTH, cardRows, cardSize, portOffset } from "./size";
import { madeLayers, madeStep } from "../testing/madeSteps";
import { walk } from "./walk";
import { bundle, wire, wireKey } from "./wires";

const SCREEN = { width: 1000, height: 600 };

describe("the size of a card", () => {
  test("follows from the longer of its columns", () => {
    const rows = cardRows(madeStep("a", "x y z", "u"), false);
    expect(rows).toMatchObject({ count: 3, hidden: 0 });
    expect(cardSize(rows, null)).toEqual({ width: CARD_WIDTH, height: 36 + 3 * 22 + 26 });
  });

  test("more than eight rows fold, and open in place", () => {
    const step = madeStep("a", "a b c d e f g h i j", "o");
    expect(cardRows(step, false)).toMatchObject({ count: 8, hidden: 3 });
    expect(cardRows(step, true)).toMatchObject({ count: 10, hidden: 0 });
  });

  test("the wires of a folded attribute end at the row that unfolds it", () => {
    const step = madeStep("a", "a b c d e f g h i j", "");
    expect(portOffset(cardRows(step, false), "inputs", "j")).toBe(36 + 7.5 * 22);
    expect(portOffset(cardRows(step, true), "inputs", "j")).toBe(36 + 9.5 * 22);
  });
});

describe("wires", () => {
  const steps = [madeStep("a", "", "x y"), madeStep("b", "x y? z", ""), madeStep("c", "w", "")];

  test("run from each provider to each consumer of an attribute", () => {
    const { wires, openInputs } = wire(steps, (name) => name === "w");
    expect(wires).toEqual([
      { attribute: "x", from: "a", to: "b", isOptional: false },
      { attribute: "y", from: "a", to: "b", isOptional: true },
    ]);
    expect(openInputs).toEqual([{ attribute: "z", step: "b" }]);
    expect(bundle(wires)).toEqual([{ from: "a", to: "b", wires, isOptional: false }]);
  });

  test("an attribute with more than twelve is drawn by stubs until it is lit", () => {
    const many = [
      madeStep("a", "", "x"),
      ...Array.from({ length: 13 }, (_, n) => madeStep(`b${n}`, "x", "")),
    ];
    const scene = plainScene(many);
    const rects = rectsOf(scene.cards.values(), simpleLayout(scene));
    const atRest = curvesOf(scene, rects, "full", null);
    expect(atRest.curves).toHaveLength(0);
    expect(atRest.stubs.filter(({ kind }) => kind === "in")).toHaveLength(13);
    expect(curvesOf(scene, rects, "full", "x").curves).toHaveLength(13);
  });

  test("follow their route past other cards for as long as both ends stand where it was made", () => {
    const scene = plainScene([madeStep("a", "", "x"), madeStep("b", "x", "")]);
    const rects = rectsOf(scene.cards.values(), simpleLayout(scene));
    const [straight] = curvesOf(scene, rects, "full", null).curves;
    const [from, to] = straight!.points as [Point, Point];
    const bend = { x: (from.x + to.x) / 2, y: from.y + 300 };
    const routes = new Map([[wireKey(scene.wires[0]!), [from, bend, to]]]);
    expect(curvesOf(scene, rects, "full", null, routes).curves[0]!.points).toEqual([from, bend, to]);
    const moved = new Map(rects).set("b", { ...rects.get("b")!, y: 900 });
    expect(curvesOf(scene, moved, "full", null, routes).curves[0]!.points).toHaveLength(2);
  });

  test("are found where they pass", () => {
    const scene = plainScene([madeStep("a", "", "x"), madeStep("b", "x", "")]);
    const { curves } = curvesOf(scene, rectsOf(scene.cards.values(), simpleLayout(scene)), "full", null);
    const middle = pointOn(curves[0]!, 0.5);
    expect(curveAt(curves, { x: middle.x, y: middle.y + 4 }, 6)).toBe(curves[0]);
    expect(curveAt(curves, { x: middle.x, y: middle.y + 40 }, 6)).toBeNull();
  });
});

describe("the view", () => {
  test("zooming keeps the point under the pointer", () => {
    const camera = { x: 30, y: -50, zoom: 0.8 };
    const at = { x: 400, y: 300 };
    const after = toGraph(zoomedAt(camera, at, 1.7), at);
    expect(after.x).toBeCloseTo(toGraph(camera, at).x);
    expect(after.y).toBeCloseTo(toGraph(camera, at).y);
  });

  test("fitting shows everything, however much it is", () => {
    const rect = { x: -4000, y: 200, width: 40_000, height: 3000 };
    expect(contains(seenBy(fitted(rect, SCREEN), SCREEN), rect)).toBe(true);
    expect(fitted({ x: 0, y: 0, width: 10, height: 10 }, SCREEN).zoom).toBe(1);
  });

  test("revealing moves as little as is needed, and not at all for what is seen", () => {
    const camera = { x: 0, y: 0, zoom: 1 };
    expect(revealing(camera, { x: 100, y: 100, width: 320, height: 100 }, SCREEN)).toBe(camera);
    const moved = revealing(camera, { x: 900, y: 100, width: 320, height: 100 }, SCREEN);
    expect(moved).toEqual({ x: -252, y: 0, zoom: 1 });
  });

  test("there are three levels of detail, and many cards are blocks at any zoom", () => {
    expect([0.6, 0.59, 0.29].map((zoom) => detailAt(zoom, 10))).toEqual(["full", "short", "blocks"]);
    expect(detailAt(0.9, 301)).toBe("blocks");
  });

  test("a short pan draws no other cards, a long one does", () => {
    const scene = plainScene(madeLayers(8, 20));
    const rects = rectsOf(scene.cards.values(), simpleLayout(scene));
    const camera = { x: 0, y: 0, zoom: 0.7 };
    const visible = visibleCards(rects, camera, SCREEN);
    expect(visible.ids.length).toBeLessThan(rects.size / 2);
    expect(stillHolds(visible, { ...camera, x: -100 }, SCREEN)).toBe(true);
    expect(stillHolds(visible, { ...camera, x: -900 }, SCREEN)).toBe(false);
    expect(stillHolds(visible, { ...camera, zoom: 0.5 }, SCREEN)).toBe(false);
  });
});

describe("arrow keys", () => {
  const steps = [
    madeStep("a", "", "x"),
    madeStep("b", "x", "y"),
    madeStep("c", "x", ""),
    madeStep("d", "y", ""),
  ];
  const scene = plainScene(steps);
  const rects = rectsOf(scene.cards.values(), simpleLayout(scene));
  const go = (from: string, direction: "left" | "right" | "up" | "down") =>
    walk(from, direction, rects, scene.wires);

  test("walk along the wires to a consumer and back to its provider", () => {
    expect(go("b", "right")).toBe("d");
    expect(go("d", "left")).toBe("b");
    expect(go("a", "left")).toBeNull();
  });

  test("walk up and down a column", () => {
    const [upper, lower] = (rects.get("b")?.y ?? 0) < (rects.get("c")?.y ?? 0) ? ["b", "c"] : ["c", "b"];
    expect(go(upper, "down")).toBe(lower);
    expect(go(lower, "up")).toBe(upper);
    expect(go(upper, "up")).toBeNull();
  });
});
