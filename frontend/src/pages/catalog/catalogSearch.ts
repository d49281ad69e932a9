import { choiceParam, listParam, textParam, type SearchParams } from "../search";

export const VIEWS = ["graph", "table", "outline"] as const;
export type View = (typeof VIEWS)[number];

/** What of the catalog is on display, as the address says it (`ui.md`, section 3). */
export interface CatalogSearch {
  readonly view?: View | undefined;
  readonly q?: string | undefined;
  readonly scope?: string | undefined;
  /** Key of the labels by which the steps are grouped. */
  readonly group?: string | undefined;
  /** Values of that label whose group is one card. */
  readonly closed?: readonly string[] | undefined;
  /** Ids of the selected steps, or one `attr:` with the name of an attribute. */
  readonly select?: readonly string[] | undefined;
  readonly goal?: readonly string[] | undefined;
  /** Values given in plan mode, as JSON text: `{"name": [values]}`. */
  readonly init?: string | undefined;
  /** The panel from which one starts the plan stands open. */
  readonly panel?: "start" | undefined;
  /** Shows all steps although there are many. */
  readonly all?: "yes" | undefined;
}

export function readCatalogSearch(search: SearchParams): CatalogSearch {
  const list = (value: unknown) => {
    const texts = listParam(value);
    return texts.length > 0 ? texts : undefined;
  };
  return {
    view: choiceParam(search["view"], VIEWS),
    q: textParam(search["q"]),
    scope: textParam(search["scope"]),
    group: textParam(search["group"]),
    closed: list(search["closed"]),
    select: list(search["select"]),
    goal: list(search["goal"]),
    init: textParam(search["init"]),
    panel: choiceParam(search["panel"], ["start"] as const),
    all: choiceParam(search["all"], ["yes"] as const),
  };
}

/** Step ids have no colon, so an attribute is never taken for a step. */
const ATTRIBUTE = "attr:";

export interface Selection {
  readonly steps: ReadonlySet<string>;
  readonly attribute: string | null;
}

export function readSelection(select: readonly string[]): Selection {
  const attribute = select.find((one) => one.startsWith(ATTRIBUTE));
  if (attribute !== undefined) return { steps: new Set(), attribute: attribute.slice(ATTRIBUTE.length) };
  return { steps: new Set(select), attribute: null };
}

export function attributeSelection(name: string): readonly string[] {
  return [ATTRIBUTE + name];
}
