import { isExactDecimal, isJsonList, isJsonObject, stringifyJson, type Json } from "./json";
import { largeValue, type LargeValue } from "./shortValue";

export type JsonPath = readonly (string | number)[];

/** One line of a JSON value that is shown as a tree. */
export interface JsonRow {
  /** Unique in its document. */
  readonly key: string;
  readonly path: JsonPath;
  readonly depth: number;
  /** Name or place in its parent; null for the whole. */
  readonly name: string | null;
  readonly content:
    | { readonly kind: "branch"; readonly isList: boolean; readonly size: number; readonly isOpen: boolean }
    /** `text` is JSON; of a long string its beginning, with its length in characters. */
    | { readonly kind: "leaf"; readonly text: string; readonly isText: boolean; readonly length: number }
    | { readonly kind: "large"; readonly large: LargeValue }
    | { readonly kind: "masked" }
    /** A line of a long string that has been opened. */
    | { readonly kind: "line"; readonly text: string };
}

/** What of a value is hidden, and how deep it is open at first. */
export interface JsonOptions {
  readonly open: number;
  /** Names that contain one of these, in lower case, are hidden until they are asked for. */
  readonly masks: readonly string[];
  /** Keys of rows that are shown although their names fit a mask. */
  readonly plain: readonly string[];
}

export interface Hits {
  /** Keys of the rows that hold the text, in their order; no more than `MOST_HITS`. */
  readonly keys: readonly string[];
  readonly total: number;
}

export const MOST_HITS = 1000;
/** A string is drawn up to this length; a longer one opens to lines. */
const LONGEST_LEAF = 300;
const LINE_LENGTH = 160;

/** A path as a JSON pointer (RFC 6901). */
export function keyOf(path: JsonPath): string {
  return path.reduce<string>(childKey, "");
}

function childKey(key: string, part: string | number): string {
  if (typeof part === "number") return `${key}/${part}`;
  return `${key}/${/[~/]/.test(part) ? part.replaceAll("~", "~0").replaceAll("/", "~1") : part}`;
}

/** A value with its folds. Holds no view: a page draws its rows, or a worker answers them. */
export class JsonDocument {
  private readonly opened = new Set<string>();
  private readonly closed = new Set<string>();
  private readonly revealed = new Set<string>();
  private cache: readonly JsonRow[] | null = null;

  constructor(
    private readonly value: Json,
    private readonly options: JsonOptions,
  ) {}

  rows(): readonly JsonRow[] {
    this.cache ??= this.flatten();
    return this.cache;
  }

  /** Opens what is closed, closes what is open, and shows what is hidden. */
  toggle(key: string): void {
    const row = this.rows().find((one) => one.key === key);
    if (!row) return;
    if (row.content.kind === "masked") this.revealed.add(key);
    else if (this.isOpen(key, row.depth)) {
      this.opened.delete(key);
      this.closed.add(key);
    } else {
      this.closed.delete(key);
      this.opened.add(key);
    }
    this.cache = null;
  }

  /** Finds a text in names and values, upper and lower case alike, and opens the way to what it finds. */
  search(text: string): Hits {
    const wanted = text.toLowerCase();
    if (wanted === "") return { keys: [], total: 0 };
    const keys: string[] = [];
    let total = 0;
    const walk = (value: Json, name: string | number | null, key: string, ways: readonly string[]) => {
      if (this.isMasked(name, key)) return;
      const inName = name !== null && String(name).toLowerCase().includes(wanted);
      const children = childrenOf(value);
      if (inName || (!children && leafText(value).toLowerCase().includes(wanted))) {
        total += 1;
        if (keys.length < MOST_HITS) {
          keys.push(key);
          for (const way of ways) {
            this.closed.delete(way);
            this.opened.add(way);
          }
        }
      }
      if (!children) return;
      const next = [...ways, key];
      for (const [part, child] of children) walk(child, part, childKey(key, part), next);
    };
    walk(this.value, null, "", []);
    this.cache = null;
    return { keys, total };
  }

  /** The whole value at a path as JSON text, or as it is for a string. */
  textAt(path: JsonPath): string {
    const value = this.at(path);
    return typeof value === "string" ? value : stringifyJson(value, 2);
  }

  at(path: JsonPath): Json {
    let value: Json = this.value;
    for (const part of path) {
      if (isJsonList(value)) value = value[Number(part)] ?? null;
      else if (isJsonObject(value)) value = value[part] ?? null;
      else return null;
    }
    return value;
  }

  private isOpen(key: string, depth: number): boolean {
    return this.opened.has(key) || (depth < this.options.open && !this.closed.has(key));
  }

  private isMasked(name: string | number | null, key: string): boolean {
    if (typeof name !== "string" || this.revealed.has(key) || this.options.plain.includes(key)) return false;
    const lower = name.toLowerCase();
    return this.options.masks.some((mask) => lower.includes(mask));
  }

  private flatten(): readonly JsonRow[] {
    const rows: JsonRow[] = [];
    const walk = (value: Json, path: JsonPath, key: string, depth: number) => {
      const name = path.at(-1) ?? null;
      const row = { key, path, depth, name: name === null ? null : String(name) };
      if (this.isMasked(name, key)) {
        rows.push({ ...row, content: { kind: "masked" } });
        return;
      }
      const large = largeValue(value);
      if (large) {
        rows.push({ ...row, content: { kind: "large", large } });
        return;
      }
      const children = childrenOf(value);
      if (!children) {
        this.leafRows(rows, row, value);
        return;
      }
      const isOpen = children.length > 0 && this.isOpen(key, depth);
      const content = { kind: "branch", isList: isJsonList(value), size: children.length, isOpen } as const;
      rows.push({ ...row, content });
      if (!isOpen) return;
      for (const [part, child] of children) walk(child, [...path, part], childKey(key, part), depth + 1);
    };
    walk(this.value, [], "", 0);
    return rows;
  }

  private leafRows(rows: JsonRow[], row: Omit<JsonRow, "content">, value: Json): void {
    if (typeof value !== "string" || value.length <= LONGEST_LEAF) {
      const isText = typeof value === "string";
      const length = isText ? value.length : 0;
      rows.push({ ...row, content: { kind: "leaf", text: leafText(value), isText, length } });
      return;
    }
    const text = `${JSON.stringify(value.slice(0, LONGEST_LEAF)).slice(0, -1)}…`;
    rows.push({ ...row, content: { kind: "leaf", text, isText: true, length: value.length } });
    if (!this.opened.has(row.key)) return;
    linesOf(value).forEach((line, place) => {
      const key = `${row.key}#${place}`;
      rows.push({
        key,
        path: row.path,
        depth: row.depth + 1,
        name: null,
        content: { kind: "line", text: line },
      });
    });
  }
}

function childrenOf(value: Json): readonly (readonly [string | number, Json])[] | null {
  if (isJsonList(value)) return value.map((child, place) => [place, child] as const);
  if (!isJsonObject(value) || isExactDecimal(value)) return null;
  return Object.entries(value);
}

function leafText(value: Json): string {
  return typeof value === "string" ? JSON.stringify(value) : stringifyJson(value);
}

/** A text in lines that can be drawn: as it is broken, and no longer than a screen is wide. */
function linesOf(text: string): readonly string[] {
  return text.split("\n").flatMap((line) => {
    if (line.length <= LINE_LENGTH) return [line];
    const pieces: string[] = [];
    for (let from = 0; from < line.length; from += LINE_LENGTH)
      pieces.push(line.slice(from, from + LINE_LENGTH));
    return pieces;
  });
}
