import { useCallback, useMemo, type KeyboardEvent, type Ref } from "react";
import { useTranslation } from "react-i18next";
import type { SharedPositions } from "../../data/catalogUse";
import { useDraftPreview } from "../../editor/preview";
import { previewedSteps, previewedWires } from "../../editor/previewGraph";
import { StepGraph, type GraphHandle } from "../../graph/StepGraph";
import type { Looks } from "../../graph/look";
import type { Positions } from "../../graph/geometry";
import type { Catalog } from "../../model/catalog";
import { useCatalogActs } from "./catalogActs";
import type { CatalogAddress } from "./useCatalogAddress";
import type { ShownSteps } from "./useShownSteps";

interface Props {
  readonly graph: Ref<GraphHandle>;
  readonly catalog: Catalog;
  readonly shown: ShownSteps;
  readonly looks: Looks;
  readonly address: CatalogAddress;
  readonly groups: ReadonlyMap<string, string> | null;
  readonly closed: ReadonlySet<string>;
  readonly lit: string | null;
  readonly places: SharedPositions | null;
  readonly onMoved: (positions: Positions, before: Positions) => void;
  readonly onArranged: () => void;
  readonly onOpen: (id: string) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** The catalog as a graph, wired to the address of the page. */
export function GraphView(props: Props) {
  const { graph, catalog, shown, looks, address, groups, closed, lit, places, onMoved, onOpen, onKeyDown } =
    props;
  const { t } = useTranslation();
  const { attributes } = catalog;
  const isMadeElsewhere = useCallback(
    (attribute: string) => (attributes.get(attribute)?.providers.length ?? 0) > 0,
    [attributes],
  );
  // While a step is edited, the wires that saving would make and take away are drawn.
  const preview = useDraftPreview((state) => state.preview);
  const steps = useMemo(() => previewedSteps(shown.drawn, preview), [shown.drawn, preview]);
  const wireLook = useMemo(() => preview && previewedWires(preview), [preview]);
  const shownIds = useMemo(
    () => shown.foundIds && (preview ? new Set([...shown.foundIds, preview.stepId]) : shown.foundIds),
    [shown.foundIds, preview],
  );
  const { search, selection, change, select, selectAttribute } = address;
  const { toggleGoal } = useCatalogActs();
  // Another picture: its places are its own. The search only leaves cards out.
  const layoutKey = JSON.stringify([
    "catalog",
    search.scope ?? "",
    search.group ?? "",
    shown.centre,
    [...closed].sort(),
  ]);
  const isWhole = !search.scope && !search.group && shown.centre === null;
  return (
    // The keys of the page act on the card that has the focus; the cards themselves are the interactive ones.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div style={{ display: "contents" }} onKeyDown={onKeyDown}>
      <StepGraph
        ref={graph}
        label={t("catalog.graph")}
        layoutKey={layoutKey}
        steps={steps}
        shown={shownIds}
        {...(wireLook ? { wireLook } : {})}
        looks={looks}
        isMadeElsewhere={isMadeElsewhere}
        selected={selection.steps}
        onSelect={(id, how) => {
          if (id === null) select([]);
          // In plan mode a click chooses; Enter and a double click still open.
          else if (how === "only" && search.goal) toggleGoal(id);
          else if (how === "only") select([id]);
          else if (selection.steps.has(id)) select([...selection.steps].filter((one) => one !== id));
          else select([...selection.steps, id]);
        }}
        onOpen={onOpen}
        onArranged={props.onArranged}
        lit={lit}
        onSelectAttribute={selectAttribute}
        positions={isWhole ? places : null}
        {...(isWhole ? { onMoved } : {})}
        groups={groups}
        collapsed={closed}
        {...(groups
          ? {
              onCollapse: (name: string, isCollapsed: boolean) => {
                const names = isCollapsed ? [...closed, name] : [...closed].filter((one) => one !== name);
                change({ closed: names.length > 0 ? names : undefined }, true);
              },
            }
          : {})}
      />
    </div>
  );
}
