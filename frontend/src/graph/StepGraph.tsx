import { Button } from "@mantine/core";
import {
  useCallback,
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useState,
  type Ref,
} from "react";
import { useTranslation } from "react-i18next";
import type { Step } from "../model/step";
import { announce } from "../ui/Announcer";
import { CardFrame } from "./CardFrame";
import { CardsLayer } from "./CardsLayer";
import { Controls } from "./Controls";
import { contains, overlaps, type Point, type Positions, type Rect } from "./geometry";
import { GraphCanvas } from "./GraphCanvas";
import { regionFrames } from "./grouping";
import type { Looks, WireLook } from "./look";
import { Minimap } from "./Minimap";
import { curveAt, curvesOf, type Curve } from "./paint/curves";
import { Regions } from "./Regions";
import { buildScene, onlyShown, rectsOf, type Scene } from "./scene";
import styles from "./StepGraph.module.css";
import { useFocusWalk } from "./useFocusWalk";
import { useGlide } from "./useGlide";
import { useGraphCamera } from "./useGraphCamera";
import { useGraphKeys } from "./useGraphKeys";
import { useInsets } from "./useInsets";
import { useLayout } from "./useLayout";
import { usePointer, type Target } from "./usePointer";
import { useVisible } from "./useVisible";
import { seenBy, toGraph } from "./camera";
import type { Wire } from "./wires";

/** A map is worth its room from so many cards on. */
const MAP_FROM = 60;
/** A wire is hit from so far away, in pixels of the screen. */
const WIRE_REACH = 7;

export interface GraphHandle {
  /** Shows these cards, or all; `gently` only if some are out of view and the user has not moved it. */
  readonly fit: (ids?: Iterable<string>, gently?: boolean) => void;
  readonly zoomBy: (factor: number) => void;
  /** Moves the view as little as is needed to see the card. */
  readonly reveal: (id: string) => void;
  /** As `reveal`, and brings the focus there. */
  readonly focus: (id: string) => void;
  readonly tidy: () => void;
  readonly positions: () => Positions;
}

export interface StepGraphProps {
  readonly label: string;
  readonly layoutKey: string;
  readonly steps: readonly Step[];
  readonly ref?: Ref<GraphHandle>;
  readonly shown?: ReadonlySet<string> | null;
  readonly looks?: Looks;
  readonly wireLook?: (wire: Wire) => WireLook;
  /** Whether a step that is not among these makes the attribute: its inputs are not open then. */
  readonly isMadeElsewhere?: (attribute: string) => boolean;
  readonly selected?: ReadonlySet<string>;
  readonly onSelect?: (id: string | null, how: "only" | "toggle") => void;
  readonly onOpen?: (id: string) => void;
  readonly lit?: string | null;
  readonly onLight?: (attribute: string | null) => void;
  readonly onSelectAttribute?: (attribute: string) => void;
  readonly positions?: Positions | null;
  /** The user moved cards, or had them laid out anew. */
  readonly onMoved?: (positions: Positions, before: Positions) => void;
  /** The final places of a picture are there. */
  readonly onArranged?: () => void;
  readonly groups?: ReadonlyMap<string, string> | null;
  readonly collapsed?: ReadonlySet<string>;
  readonly onCollapse?: (group: string, isCollapsed: boolean) => void;
  readonly nested?: boolean;
  /** The card that a picture opens at, instead of its beginning. */
  readonly opensOn?: string | null;
}

const NONE: ReadonlySet<string> = new Set();
const PLAIN: Looks = new Map();
const NOWHERE = () => false;

/** Steps as cards and attributes as wires; README.md says how it is used. */
export function StepGraph(props: StepGraphProps) {
  const { label, layoutKey, steps, ref, shown = null, looks = PLAIN, wireLook, selected = NONE } = props;
  const { onSelect, onOpen, onLight, onSelectAttribute, onMoved, onCollapse } = props;
  const { groups = null, collapsed = NONE, nested: isNested = false } = props;
  const { isMadeElsewhere = NOWHERE, positions: given = null, opensOn = null } = props;
  const { t } = useTranslation();
  const keysHelp = useId();
  const [element, setElement] = useState<HTMLDivElement | null>(null);
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(NONE);
  const [hovered, setHovered] = useState<{ readonly card: string | null; readonly at: Point } | null>(null);
  const [pointed, setPointed] = useState<string | null>(null);
  const [drag, setDrag] = useState<{ readonly ids: ReadonlySet<string>; readonly by: Point } | null>(null);
  const [isMapOpen, setMapOpen] = useState(true);
  const insets = useInsets(looks);

  const scene = useMemo(
    () => buildScene({ steps, insets, unfolded, groups, collapsed, isMadeElsewhere }),
    [steps, insets, unfolded, groups, collapsed, isMadeElsewhere],
  );
  const drawn = useMemo(() => onlyShown(scene, shown), [scene, shown]);
  const { camera, isViewMoved, setLaidOut } = useGraphCamera(element, layoutKey, isNested, opensOn);
  const layout = useLayout({
    scene,
    layoutKey,
    given,
    isViewMoved,
    isSimple: isNested,
    onTidied: useCallback((placed: Positions, before: Positions) => onMoved?.(placed, before), [onMoved]),
  });
  const gliding = useGlide(layout.positions);
  const rects = useMemo(() => {
    const placed = drag ? shifted(gliding, drag.ids, drag.by) : gliding;
    return rectsOf(drawn.cards.values(), placed);
  }, [drawn, gliding, drag]);
  const visible = useVisible(camera, rects);
  const walkFocus = useFocusWalk(element, rects, selected);
  const lit = pointed ?? props.lit ?? null;
  const curves = useMemo(
    () => curvesOf(drawn, rects, visible.detail, lit, layout.routes),
    [drawn, rects, visible.detail, lit, layout.routes],
  );
  const frames = useMemo(() => regionFrames(drawn.cards.values(), rects), [drawn, rects]);
  const litCards = useMemo(() => cardsOf(drawn.wires, drawn.openInputs, lit), [drawn, lit]);

  useLayoutEffect(() => {
    setLaidOut(withStubs(drawn, rectsOf(drawn.cards.values(), layout.positions)), layout.isFinal);
    // Which cards are shown does not move the view: only a new picture and its final places do.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [setLaidOut, layout.isFinal, layoutKey]);

  const { isFinal } = layout;
  const { onArranged } = props;
  useEffect(() => {
    if (isFinal) onArranged?.();
  }, [isFinal, layoutKey, onArranged]);

  useEffect(() => {
    // A search that leaves nothing of the picture in view brings what it found there.
    const seen = seenBy(camera.get(), camera.screen());
    if (shown && ![...rects.values()].some((rect) => overlaps(seen, rect))) camera.fit(rects.values());
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [camera, shown]);

  const isFaded = useCallback(
    (id: string) => (litCards ? !litCards.has(id) : looks.get(id)?.tone === "faded"),
    [litCards, looks],
  );
  const wireStyle = useMemo(
    () => ({
      lit,
      lookOf: wireLook ? (curve: Curve) => wireLook(curve.wires[0]) : null,
      isFaded: (id: string) => looks.get(id)?.tone === "faded",
      openWord: t("graph.openInput"),
    }),
    [lit, wireLook, looks, t],
  );
  const blockStyle = useMemo(() => ({ looks, isFaded, selected }), [looks, isFaded, selected]);

  const light = (attribute: string | null) => {
    if (attribute === pointed) return;
    setPointed(attribute);
    onLight?.(attribute);
  };
  const moveCards = (id: string, by: Point) => {
    const ids = selected.has(id) ? selected : new Set([id]);
    const placed = shifted(layout.positions, ids, by);
    layout.moveTo(placed);
    onMoved?.(placed, layout.positions);
  };
  const wireUnder = ({ at, card }: Target): string | null => {
    if (card !== null || visible.detail === "blocks") return null;
    const { zoom } = camera.get();
    const hit = curveAt(curves.curves, toGraph(camera.get(), at), WIRE_REACH / zoom);
    return hit?.wires[0].attribute ?? null;
  };
  const unfold = (id: string) => setUnfolded((last) => toggled(last, id));
  const groupOf = (id: string) => drawn.cards.get(id)?.group?.name;
  const open = (id: string) => {
    const group = groupOf(id);
    if (group !== undefined) onCollapse?.(group, false);
    else onOpen?.(id);
  };

  usePointer(
    element,
    camera,
    {
      cardAt: (at) => {
        if (visible.detail !== "blocks") return null;
        const { x, y } = toGraph(camera.get(), at);
        for (const [id, r] of rects) {
          if (x >= r.x && x <= r.x + r.width && y >= r.y && y <= r.y + r.height) return id;
        }
        return null;
      },
      onClick: (target, isToggle) => {
        if (target.unfold !== null) return unfold(target.unfold);
        const attribute = wireUnder(target);
        if (attribute !== null && onSelectAttribute) return onSelectAttribute(attribute);
        if (target.card !== null) walkFocus.focus(target.card);
        onSelect?.(target.card, isToggle ? "toggle" : "only");
      },
      onDoubleClick: ({ card }) => {
        if (card !== null) open(card);
      },
      onHover: (target) => {
        light(target && (target.row ?? wireUnder(target)));
        const card = visible.detail === "blocks" ? (target?.card ?? null) : null;
        if (card !== null || hovered !== null) {
          setHovered(target && card !== null ? { card, at: target.at } : null);
        }
      },
      onDrag: (id, by) => {
        const { zoom } = camera.get();
        const ids = selected.has(id) ? selected : new Set([id]);
        setDrag(by && { ids, by: { x: by.x / zoom, y: by.y / zoom } });
      },
      onDrop: (id) => {
        if (drag) moveCards(id, drag.by);
        setDrag(null);
      },
    },
    !isNested,
  );

  const fit = (ids?: Iterable<string>, gently = false) => {
    const all = withStubs(drawn, rectsOf(drawn.cards.values(), layout.positions));
    const wanted = ids ? [...ids].flatMap((id) => all.get(id) ?? []) : [...all.values()];
    const seen = seenBy(camera.get(), camera.screen());
    if (gently && (isViewMoved() || wanted.every((rect) => contains(seen, rect)))) return;
    camera.fit(wanted);
  };
  const reveal = (id: string) => {
    const rect = rects.get(id);
    if (rect) camera.reveal(rect);
  };
  const focus = (id: string) => {
    reveal(id);
    walkFocus.focus(id);
  };
  useImperativeHandle(ref, () => ({
    fit,
    reveal,
    focus,
    tidy: layout.tidy,
    zoomBy: (factor) => camera.zoomBy(factor),
    positions: () => layout.positions,
  }));
  const keys = useGraphKeys({
    active: walkFocus.active,
    rects,
    wires: drawn.wires,
    isEnabled: !isNested,
    focus,
    open,
    unfold,
    fit: () => fit(),
    zoomBy: (factor) => camera.zoomBy(factor),
    moveBy: (id, by) => moveCards(id, by),
    onMoveEnd: (id) => announce(t("graph.moved", { name: drawn.cards.get(id)?.step?.name ?? id })),
  });

  const { active } = walkFocus;
  const ids = active !== null && !visible.ids.includes(active) ? [...visible.ids, active] : visible.ids;
  return (
    <div ref={setElement} className={styles.graph} data-nested={isNested || undefined}>
      <GraphCanvas
        {...{ camera, scene: drawn, rects, curves, frames, wireStyle, blockStyle }}
        detail={visible.detail}
      />
      {onCollapse && (
        <Regions camera={camera} frames={frames} onCollapse={(name) => onCollapse(name, true)} />
      )}
      <CardsLayer
        camera={camera}
        label={label}
        describedBy={keysHelp}
        isBusy={!layout.isFinal}
        onKeyDown={keys.onKeyDown}
        onFocus={walkFocus.onFocus}
        onBlur={walkFocus.onBlur}
      >
        {ids.map((id) => {
          const [card, rect] = [drawn.cards.get(id), rects.get(id)];
          if (!card || !rect) return null;
          return (
            <CardFrame
              key={id}
              card={card}
              x={rect.x}
              y={rect.y}
              look={looks.get(id)}
              isShort={visible.detail !== "full"}
              isSelected={selected.has(id)}
              isActive={id === active}
              isFaded={isFaded(id)}
              isMoving={keys.moving === id}
              lit={litCards?.has(id) ? lit : null}
            />
          );
        })}
      </CardsLayer>
      <span id={keysHelp} className={styles.heard}>
        {t("graph.keys")}
      </span>
      {hovered?.card && (
        <span
          className={styles.tip}
          style={{ transform: `translate(${hovered.at.x + 12}px, ${hovered.at.y + 14}px)` }}
        >
          {drawn.cards.get(hovered.card)?.step?.name ?? groupOf(hovered.card)}
        </span>
      )}
      {keys.moving !== null && <span className={styles.help}>{t("graph.moveHelp")}</span>}
      {!isNested && (
        <>
          <Controls
            camera={camera}
            onFit={() => fit()}
            onFitSelection={selected.size > 0 ? () => fit(selected) : null}
            onTidy={layout.tidy}
            map={rects.size >= MAP_FROM ? { isOpen: isMapOpen, toggle: () => setMapOpen(!isMapOpen) } : null}
          />
          <div className={styles.corner} data-above="">
            {layout.isOffered && (
              <div className={styles.offer} role="status">
                <span>{t("graph.offer")}</span>
                <Button size="compact-sm" variant="default" onClick={layout.accept}>
                  {t("graph.takeOffer")}
                </Button>
              </div>
            )}
            {rects.size >= MAP_FROM && isMapOpen && <Minimap camera={camera} rects={rects} looks={looks} />}
          </div>
        </>
      )}
    </div>
  );
}

/** A stub with its word stands so far out at the left of its card. */
const STUB_ROOM = 95;

/** The rectangles of the cards, with the stubs of their open inputs. */
function withStubs(scene: Scene, rects: ReadonlyMap<string, Rect>): ReadonlyMap<string, Rect> {
  const wide = new Map(rects);
  for (const { step } of scene.openInputs) {
    const rect = rects.get(step);
    if (rect) wide.set(step, { ...rect, x: rect.x - STUB_ROOM, width: rect.width + STUB_ROOM });
  }
  return wide;
}

function shifted(positions: Positions, ids: ReadonlySet<string>, by: Point): Positions {
  const moved = new Map(positions);
  for (const id of ids) {
    const at = positions.get(id);
    if (at) moved.set(id, { x: Math.round(at.x + by.x), y: Math.round(at.y + by.y) });
  }
  return moved;
}

/** The cards at the ends of the wires of an attribute; null when none is lit. */
function cardsOf(
  wires: readonly Wire[],
  openInputs: readonly { readonly attribute: string; readonly step: string }[],
  lit: string | null,
): ReadonlySet<string> | null {
  if (lit === null) return null;
  const cards = new Set<string>();
  for (const { attribute, from, to } of wires) {
    if (attribute === lit) cards.add(from).add(to);
  }
  for (const { attribute, step } of openInputs) {
    if (attribute === lit) cards.add(step);
  }
  return cards;
}

function toggled(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const changed = new Set(set);
  if (!changed.delete(id)) changed.add(id);
  return changed;
}
