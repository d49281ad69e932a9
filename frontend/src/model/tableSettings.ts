import { readObject } from "./event";
import { isJsonList, type Json } from "./json";

export const COLUMNS = [
  "state",
  "id",
  "goals",
  "started",
  "duration",
  "progress",
  "error",
  "labels",
  "ended",
  "last_event",
  "parent",
  "started_by",
] as const;
export type Column = (typeof COLUMNS)[number];

export interface ColumnSetting {
  readonly column: Column;
  /** Pixels. */
  readonly width: number;
  readonly isShown: boolean;
}

/** How the table of flows is set up, in the order of its columns. */
export interface TableSettings {
  readonly columns: readonly ColumnSetting[];
  readonly density: "comfortable" | "compact";
}

const USUAL: Readonly<Record<Column, { readonly width: number; readonly isShown: boolean }>> = {
  state: { width: 132, isShown: true },
  id: { width: 204, isShown: true },
  goals: { width: 132, isShown: true },
  started: { width: 112, isShown: true },
  duration: { width: 100, isShown: true },
  progress: { width: 124, isShown: true },
  error: { width: 240, isShown: true },
  labels: { width: 190, isShown: true },
  ended: { width: 112, isShown: false },
  last_event: { width: 112, isShown: false },
  parent: { width: 190, isShown: false },
  started_by: { width: 120, isShown: true },
};

export const NARROWEST = 64;
export const WIDEST = 900;

export const USUAL_SETTINGS: TableSettings = {
  columns: COLUMNS.map((column) => ({ column, ...USUAL[column] })),
  density: "comfortable",
};

/** The settings that were kept; what is unknown in them is dropped, and what they lack stands as usual at the end. */
export function readTableSettings(kept: Json | undefined): TableSettings {
  const { columns, density } = readObject(kept);
  const known: ColumnSetting[] = [];
  for (const entry of isJsonList(columns) ? columns : []) {
    const { column, width, isShown } = readObject(entry);
    const name = COLUMNS.find((one) => one === column);
    if (!name || known.some((one) => one.column === name)) continue;
    known.push({
      column: name,
      width: typeof width === "number" ? within(width) : USUAL[name].width,
      isShown: typeof isShown === "boolean" ? isShown : USUAL[name].isShown,
    });
  }
  const missing = USUAL_SETTINGS.columns.filter(({ column }) => !known.some((one) => one.column === column));
  return { columns: [...known, ...missing], density: density === "compact" ? "compact" : "comfortable" };
}

export function writeTableSettings({ columns, density }: TableSettings): Json {
  return { columns: columns.map((setting) => ({ ...setting })), density };
}

export function resized(settings: TableSettings, column: Column, width: number): TableSettings {
  return changed(settings, column, { width: within(width) });
}

export function withShown(settings: TableSettings, column: Column, isShown: boolean): TableSettings {
  return changed(settings, column, { isShown });
}

/** The column moved by so many places to the left (negative) or to the right. */
export function moved(settings: TableSettings, column: Column, by: number): TableSettings {
  const from = settings.columns.findIndex((one) => one.column === column);
  const setting = settings.columns[from];
  if (!setting) return settings;
  const to = Math.min(Math.max(from + by, 0), settings.columns.length - 1);
  return { ...settings, columns: settings.columns.toSpliced(from, 1).toSpliced(to, 0, setting) };
}

function changed(settings: TableSettings, column: Column, change: Partial<ColumnSetting>): TableSettings {
  return {
    ...settings,
    columns: settings.columns.map((one) => (one.column === column ? { ...one, ...change } : one)),
  };
}

function within(width: number): number {
  return Math.round(Math.min(Math.max(width, NARROWEST), WIDEST));
}
