import { createContext, useContext } from "react";
import { useStore } from "zustand";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Effects } from "../data/checks";
import type { EngineDefaults } from "../data/session";
import { USUAL_DEFAULTS } from "../data/session";
import type { Json, JsonObject } from "../model/json";
import type { Problem } from "../model/problem";
import { draftOf, isBroken, isChanged, type Draft } from "./draft/draft";
import { ownProblems } from "./draft/ownProblems";
import { valueAt, type Path } from "./draft/paths";
import { acted, redone, timelineOf, undone, type Timeline } from "./draft/timeline";

/** What the draft is compared with, and what it would replace. */
export interface Base {
  /** Id of the stored step; null for a new one. */
  readonly id: string | null;
  /** The stored definition; of a new step what the form began with. */
  readonly definition: JsonObject;
  /** Version of the stored definition; null when the server names none, or for a new step. */
  readonly etag: string | null;
}

export type Saving =
  | { readonly phase: "idle" }
  | { readonly phase: "saving" }
  /** The server said no, or nothing at all. It stays until the next try. */
  | { readonly phase: "refused"; readonly error: Error };

export interface EditorState {
  readonly base: Base;
  readonly timeline: Timeline;
  readonly view: "form" | "json";
  /** The server's last word on the draft; null before the first. */
  readonly checked: { readonly problems: readonly Problem[]; readonly effects: Effects } | null;
  /** Whether the draft has changed since that word. */
  readonly isChecking: boolean;
  readonly checkError: Error | null;
  readonly saving: Saving;
  readonly engine: EngineDefaults;
  readonly webhookBaseUrl: string;
  /** The field that a link of the list of problems leads to; its section opens. */
  readonly shown: { readonly path: Path; readonly count: number } | null;
}

/** The state of one open editor, and what can be done to it. Views read it by `useEditor`. */
export class Editor {
  readonly store: StoreApi<EditorState>;

  constructor(base: Base, draft: Draft = draftOf(base.definition)) {
    this.store = createStore<EditorState>(() => ({
      base,
      timeline: timelineOf(draft),
      view: "form",
      checked: null,
      isChecking: true,
      checkError: null,
      saving: { phase: "idle" },
      engine: USUAL_DEFAULTS,
      webhookBaseUrl: "",
      shown: null,
    }));
  }

  get state(): EditorState {
    return this.store.getState();
  }

  get draft(): Draft {
    return this.state.timeline.present;
  }

  /** Changes the draft. Acts at one `place` in quick succession are undone as one; "" is never joined. */
  act(change: (draft: Draft) => Draft, place = ""): void {
    const { timeline } = this.state;
    this.store.setState({ timeline: acted(timeline, change(timeline.present), place, Date.now()) });
  }

  undo(): void {
    this.store.setState(({ timeline }) => ({ timeline: undone(timeline) }));
  }

  redo(): void {
    this.store.setState(({ timeline }) => ({ timeline: redone(timeline) }));
  }

  set(changes: Partial<EditorState>): void {
    this.store.setState(changes);
  }

  /** Begins anew from a definition: after saving, or when someone else's version is taken. */
  restart(base: Base, draft: Draft = draftOf(base.definition)): void {
    this.store.setState({ base, timeline: timelineOf(draft), saving: { phase: "idle" }, isChecking: true });
  }

  /** Another version to be compared with and replaced; the draft stays. */
  rebase(base: Base): void {
    this.store.setState({ base, saving: { phase: "idle" } });
  }

  show(path: Path): void {
    this.store.setState(({ shown }) => ({ view: "form", shown: { path, count: (shown?.count ?? 0) + 1 } }));
  }
}

export const EditorContext = createContext<Editor | null>(null);

export function useEditorActs(): Editor {
  const editor = useContext(EditorContext);
  if (!editor) throw new Error("a part of the editor stands outside of one");
  return editor;
}

/** What `select` takes from the state; the view is drawn again when that has changed. */
export function useEditor<T>(select: (state: EditorState) => T): T {
  return useStore(useEditorActs().store, select);
}

export const draftIn = ({ timeline }: EditorState): Draft => timeline.present;
export const definitionIn = (state: EditorState): JsonObject => draftIn(state).definition;

/** The value of the draft at a path that keeps its identity. */
export function useValueAt(path: Path): Json | undefined {
  return useEditor((state) => valueAt(definitionIn(state), path));
}

export function isChangedIn(state: EditorState): boolean {
  return isChanged(draftIn(state), state.base.definition);
}

const NONE: readonly Problem[] = [];

/** All known problems: the browser's own first. While the JSON view cannot be read, the server's are about an older draft. */
export function problemsIn(state: EditorState): readonly Problem[] {
  const draft = draftIn(state);
  return joined(
    ownProblems(draft, state.base.id),
    isBroken(draft) ? NONE : (state.checked?.problems ?? NONE),
  );
}

const joins = new WeakMap<readonly Problem[], WeakMap<readonly Problem[], readonly Problem[]>>();

/** One list for one pair of lists, so that views which read it are not drawn again without need. */
function joined(own: readonly Problem[], checked: readonly Problem[]): readonly Problem[] {
  if (own.length === 0) return checked;
  const ofOwn = joins.get(own) ?? new WeakMap<readonly Problem[], readonly Problem[]>();
  joins.set(own, ofOwn);
  const list = ofOwn.get(checked) ?? [...own, ...checked];
  ofOwn.set(checked, list);
  return list;
}
