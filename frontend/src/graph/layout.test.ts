import { describe, expect, test } from "vitest";
import { NO_ROUTES, overlaps, type Positions, type Rect } from "./geometry";
import { regionFrames } from "./grouping";
import { CARD_GAP, layerOut } from "./layering";
import { firstLayout, simpleLayout, withAnswer, withScene, workerLayout } from "./layoutState";
import { plainScene } from "./nested";
import { placeNew } from "./placing";
import { buildScene, groupId, rectsOf, type Scene } from "./scene";
import { madeLayers, madeStep } from "../testing/madeSteps";

const CHAIN = [
  madeStep("ask", "", "order"),
  madeStep("price", "order", "total"),
  madeStep("pay", "total", "receipt"),
];

function collisions(scene: Scene, positions: Positions): readonly string[] {
  const rects = [...rectsOf(scene.cards.values(), positions)];
  return rects.flatMap(([a, first], place) =>
    rects.slice(place + 1).flatMap(([b, second]) => (overlaps(first, second) ? [`${a} ${b}`] : [])),
  );
}

function grouped(
  steps: ReturnType<typeof madeLayers>,
  groupOf: (id: string) => string,
  collapsed: readonly string[],
) {
  return buildScene({
    steps,
    insets: new Map(),
    unfolded: new Set(),
    groups: new Map(steps.map(({ id }) => [id, groupOf(id)])),
    collapsed: new Set(collapsed),
    isMadeElsewhere: () => false,
  });
}

describe("the simple layout", () => {
  const scene = plainScene(madeLayers(6, 9));
  const positions = simpleLayout(scene);

  test("puts each consumer to the right of its providers, and nobody on another", () => {
    for (const { from, to } of scene.wires) {
      expect((positions.get(from)?.x ?? 0) + (scene.cards.get(from)?.width ?? 0)).toBeLessThan(
        positions.get(to)?.x ?? 0,
      );
    }
    expect(collisions(scene, positions)).toEqual([]);
  });

  test("makes the same picture whatever the order in which the steps come", () => {
    const turned = simpleLayout(plainScene(madeLayers(6, 9).toReversed()));
    expect(new Map([...turned].sort())).toEqual(new Map([...positions].sort()));
  });

  test("packs parts that hang on nothing below the others", () => {
    const loose = plainScene([...CHAIN, madeStep("alone", "", ""), madeStep("other", "", "")]);
    const places = simpleLayout(loose);
    const lowest = Math.max(...CHAIN.map(({ id }) => places.get(id)?.y ?? 0));
    expect(places.get("alone")?.y).toBeGreaterThan(lowest);
    expect(collisions(loose, places)).toEqual([]);
  });

  test("ends also for wires that run in a circle, as a half-written catalog may have them", () => {
    const circle = plainScene([madeStep("a", "z", "x"), madeStep("b", "x", "z"), madeStep("c", "c", "c")]);
    expect(simpleLayout(circle).size).toBe(3);
  });

  test("is ready within 300 ms for 2,000 steps", () => {
    const many = plainScene(madeLayers(12, 167));
    const start = performance.now();
    simpleLayout(many);
    expect(performance.now() - start).toBeLessThan(300 * 4); // a busy machine
  });
});

describe("steps that come and go", () => {
  const before = plainScene(CHAIN);
  const positions = simpleLayout(before);

  test("a new one stands to the right of its provider, and moves nobody", () => {
    const after = plainScene([...CHAIN, madeStep("tell", "receipt", "")]);
    const places = placeNew(positions, after.cards, after.wires);
    for (const [id, at] of positions) expect(places.get(id)).toEqual(at);
    expect(places.get("tell")?.x).toBeGreaterThan(places.get("pay")?.x ?? 0);
    expect(collisions(after, places)).toEqual([]);
  });

  test("several at one place make room for each other, not for themselves", () => {
    const steps = [...CHAIN, ...Array.from({ length: 12 }, (_, n) => madeStep(`tell-${n}`, "order", ""))];
    const after = plainScene(steps);
    const places = placeNew(positions, after.cards, after.wires);
    expect(collisions(after, places)).toEqual([]);
    const heights = [...places].filter(([id]) => id.startsWith("tell")).map(([, { y }]) => y);
    expect(Math.max(...heights) - Math.min(...heights)).toBeLessThan(14 * (150 + CARD_GAP));
  });

  test("one without wires stands below, and one that left is forgotten", () => {
    const after = plainScene([...CHAIN.slice(1), madeStep("alone", "", "")]);
    const places = placeNew(positions, after.cards, after.wires);
    expect(places.has("ask")).toBe(false);
    expect(places.get("alone")?.y).toBeGreaterThan(places.get("pay")?.y ?? 0);
  });
});

describe("the life of a picture", () => {
  const scene = plainScene(CHAIN);
  const answer = {
    positions: new Map(CHAIN.map(({ id }, place) => [id, { x: place * 500, y: 7 }])),
    routes: NO_ROUTES,
  };

  test("takes the worker's answer, but only offers it once the user has moved the view", () => {
    const first = firstLayout("k", scene, null);
    expect(first.origin).toBe("simple");
    expect(withAnswer(first, answer, false)).toMatchObject({
      positions: answer.positions,
      offered: null,
      origin: "final",
    });
    expect(withAnswer(first, answer, true)).toMatchObject({ positions: first.positions, offered: answer });
  });

  test("shared places win if they know at least half of the cards", () => {
    const shared: Positions = new Map([
      ["ask", { x: 1, y: 2 }],
      ["pay", { x: 900, y: 2 }],
    ]);
    const state = firstLayout("k", scene, shared);
    expect(state.origin).toBe("given");
    expect(state.positions.get("ask")).toEqual({ x: 1, y: 2 });
    expect(firstLayout("k", scene, new Map([["ask", { x: 1, y: 2 }]])).origin).toBe("simple");
  });

  test("a step that comes while the worker is at it gets a place in its answer", () => {
    const grown = withScene(
      firstLayout("k", scene, null),
      plainScene([...CHAIN, madeStep("tell", "receipt", "")]),
    );
    const { positions } = withAnswer(grown, answer, false);
    expect(positions.get("pay")).toEqual({ x: 1000, y: 7 });
    expect(positions.get("tell")?.x).toBeGreaterThan(1000);
  });
});

describe("groups", () => {
  const steps = madeLayers(4, 5);
  const byLayer = (id: string) => (id.slice(0, 2) < "s2" ? "front" : "back");

  test("the cards of a group stand in a frame that no card of another touches", async () => {
    const scene = grouped(steps, byLayer, []);
    const asWorker = await workerLayout(scene, ({ sizes, wires }) =>
      Promise.resolve({ positions: layerOut(sizes, wires), routes: NO_ROUTES }),
    );
    for (const positions of [simpleLayout(scene), asWorker.positions]) {
      const rects = rectsOf(scene.cards.values(), positions);
      const frames = regionFrames(scene.cards.values(), rects);
      expect([...frames.keys()].sort()).toEqual(["back", "front"]);
      const [front, back] = [frames.get("front") as Rect, frames.get("back") as Rect];
      expect(overlaps(front, back)).toBe(false);
    }
  });

  test("a collapsed group is one card, at which its outer wires end", () => {
    const scene = grouped(steps, byLayer, ["front"]);
    expect(scene.cards.get(groupId("front"))?.group?.members).toHaveLength(10);
    expect(scene.cards.size).toBe(11);
    const outer = scene.wires.filter(({ from }) => from === groupId("front"));
    expect(outer.map(({ attribute }) => attribute)).toContain("v1-0");
    expect(
      scene.wires.every(({ from, to }) => from !== to && scene.cards.has(from) && scene.cards.has(to)),
    ).toBe(true);
  });
});
