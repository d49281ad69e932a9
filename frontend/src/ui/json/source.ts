import type { Hits, JsonOptions, JsonPath, JsonRow } from "../../model/jsonDocument";

/** A large value that a worker holds, and that answers for the rows that are visible. */
export interface JsonSource {
  /** Rows from `from` on, no more than `count`, and how many there are in all. */
  rows(from: number, count: number): Promise<JsonSlice>;
  toggle(key: string): Promise<void>;
  search(text: string): Promise<Hits>;
  /** Where the row with this key stands; -1 when it is folded away. */
  placeOf(key: string): Promise<number>;
  textAt(path: JsonPath): Promise<string>;
  close(): void;
}

export interface JsonSlice {
  readonly rows: readonly JsonRow[];
  readonly total: number;
}

/** What a worker is asked, and what it answers; `id` joins the two. */
export type Question =
  | { readonly id: number; readonly ask: "load"; readonly url: string; readonly options: JsonOptions }
  | { readonly id: number; readonly ask: "rows"; readonly from: number; readonly count: number }
  | { readonly id: number; readonly ask: "toggle" | "placeOf"; readonly key: string }
  | { readonly id: number; readonly ask: "search"; readonly text: string }
  | { readonly id: number; readonly ask: "textAt"; readonly path: JsonPath };

export type Reply =
  { readonly id: number; readonly answer: unknown } | { readonly id: number; readonly error: string };

type Distribute<T> = T extends unknown ? Omit<T, "id"> : never;

/** Reads the value behind a URL in a worker, which answers for the rows that are visible. */
export async function loadInWorker(url: string, options: JsonOptions): Promise<JsonSource> {
  const worker = new Worker(new URL("./valueWorker.ts", import.meta.url), { type: "module" });
  const open = new Map<number, { resolve: (answer: never) => void; reject: (error: Error) => void }>();
  let last = 0;
  const ask = <T>(question: Distribute<Question>): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      last += 1;
      open.set(last, { resolve, reject });
      worker.postMessage({ ...question, id: last });
    });
  const fail = (text: string) => {
    for (const { reject } of open.values()) reject(new Error(text));
    open.clear();
  };
  worker.onmessage = ({ data }: MessageEvent<Reply>) => {
    const asked = open.get(data.id);
    open.delete(data.id);
    if ("error" in data) asked?.reject(new Error(data.error));
    else asked?.resolve(data.answer as never);
  };
  worker.onerror = (event) => fail(event.message);
  const close = () => {
    worker.terminate();
    fail("closed");
  };
  try {
    await ask<null>({ ask: "load", url, options });
  } catch (error) {
    close();
    throw error;
  }
  return {
    rows: (from, count) => ask({ ask: "rows", from, count }),
    toggle: (key) => ask({ ask: "toggle", key }),
    search: (text) => ask({ ask: "search", text }),
    placeOf: (key) => ask({ ask: "placeOf", key }),
    textAt: (path) => ask({ ask: "textAt", path }),
    close,
  };
}
