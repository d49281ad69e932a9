import type { Instant } from "./instants";

export const FLOW_STATES = ["running", "waiting", "settling", "completed", "failed"] as const;
export type FlowState = (typeof FLOW_STATES)[number];
export const FLOW_SORTS = ["started", "ended", "duration", "id"] as const;
export type FlowSort = (typeof FLOW_SORTS)[number];

/**
 * What the list of flows is asked, as it stands in the address: names and values are those of `GET /api/ui/flows`,
 * but a bound of time may be relative to now (`-24h`), so that a link goes on meaning "the last day". Values of one
 * filter are joined by "or", filters by "and".
 */
export interface FlowFilter {
  /** Id or error contains it. */
  readonly q?: string | undefined;
  readonly state?: readonly FlowState[] | undefined;
  readonly goal?: readonly string[] | undefined;
  /** A step of the plan. */
  readonly step?: readonly string[] | undefined;
  /** `key=value`. */
  readonly label?: readonly string[] | undefined;
  readonly error?: string | undefined;
  readonly started_from?: string | undefined;
  readonly started_to?: string | undefined;
  readonly ended_from?: string | undefined;
  readonly ended_to?: string | undefined;
  /** Milliseconds. */
  readonly min_duration?: number | undefined;
  readonly max_duration?: number | undefined;
  /** Child flows are hidden without it. */
  readonly children?: "show" | "only" | undefined;
  readonly parent?: string | undefined;
  readonly sort?: FlowSort | undefined;
  readonly order?: "asc" | undefined;
}

const BOUNDS = ["started_from", "started_to", "ended_from", "ended_to"] as const;
export type Bound = (typeof BOUNDS)[number];
const LISTS = ["state", "goal", "step", "label"] as const;
const ORDER = ["sort", "order"] as const;

/** The order of the chips. */
const FILTERS = [
  "q",
  "state",
  "goal",
  "step",
  "label",
  "error",
  ...BOUNDS,
  "min_duration",
  "max_duration",
  "children",
  "parent",
] as const satisfies readonly (keyof FlowFilter)[];
export type FilterName = (typeof FILTERS)[number];

/** One condition of a filter. */
export interface Chip {
  readonly name: FilterName;
  /** As it stands in the address. */
  readonly value: string;
}

export function chipsOf(filter: FlowFilter): readonly Chip[] {
  return FILTERS.flatMap((name) => {
    const value = filter[name];
    if (value === undefined) return [];
    const values: readonly (string | number)[] = typeof value === "object" ? value : [value];
    return values.map((one) => ({ name, value: String(one) }));
  });
}

/** The filter without one of its conditions. */
export function withoutChip(filter: FlowFilter, { name, value }: Chip): FlowFilter {
  const list = LISTS.find((one) => one === name);
  if (!list) return { ...filter, [name]: undefined };
  const left = (filter[list] ?? []).filter((one) => one !== value);
  return { ...filter, [list]: left.length > 0 ? left : undefined };
}

/** The filter with a value of a list added, or taken out if it is there. */
export function toggled<N extends (typeof LISTS)[number]>(
  filter: FlowFilter,
  name: N,
  value: string,
): FlowFilter {
  const values: readonly string[] = filter[name] ?? [];
  if (values.includes(value)) return withoutChip(filter, { name, value });
  return { ...filter, [name]: [...values, value] };
}

/** The order alone: what is left when the filter is cleared. */
export function cleared({ sort, order }: FlowFilter): FlowFilter {
  return { sort, order };
}

export function isFiltered(filter: FlowFilter): boolean {
  return FILTERS.some((name) => filter[name] !== undefined);
}

/** Whether the newest flows come first, so that new ones belong on top. */
export function isNewestFirst({ sort, order }: FlowFilter): boolean {
  return (sort ?? "started") === "started" && order === undefined;
}

/** The parameters that the server is asked with. Relative bounds are cut to the minute: the question stays the same. */
export function filterQuery(filter: FlowFilter, now: Instant): URLSearchParams {
  const query = new URLSearchParams();
  for (const name of [...FILTERS, ...ORDER]) {
    const value = filter[name];
    if (value === undefined) continue;
    if (typeof value === "object") value.forEach((one) => query.append(name, one));
    else query.set(name, isBound(name) ? boundInstant(String(value), now) : String(value));
  }
  return query;
}

function isBound(name: string): name is Bound {
  return BOUNDS.some((bound) => bound === name);
}

const RELATIVE = /^-(\d{1,5})(m|h|d)$/;
const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** How far back a relative bound is, in ms; null when it is an instant. */
export function relativeMs(bound: string): number | null {
  const [, count, unit] = RELATIVE.exec(bound) ?? [];
  return count === undefined ? null : Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
}

/** Whether a text of the address is a bound of time: `-24h`, or an instant with zone. */
export function isTimeBound(text: string): boolean {
  return (
    relativeMs(text) !== null || (/^\d{4}-\d{2}-\d{2}T.*Z$/.test(text) && !Number.isNaN(Date.parse(text)))
  );
}

function boundInstant(bound: string, now: Instant): string {
  const back = relativeMs(bound);
  if (back === null) return bound;
  return new Date(Math.floor((now - back) / 60_000) * 60_000).toISOString();
}
