import { create } from "zustand";
import { readInteger, readObject } from "../model/event";
import { readHistory } from "./catalogHistory";
import { request } from "./rest";

/**
 * Something that was done in this session and can be taken back. `undo` and `redo` each answer the act that the
 * other direction needs; they throw what the server refuses, and then nothing has changed.
 */
export interface Act {
  /** What was done, as the end of a sentence: "change of Price". */
  readonly label: string;
  undo(): Promise<Act>;
  redo(): Promise<Act>;
}

export interface UndoState {
  /** Newest last. */
  readonly done: readonly Act[];
  /** Nearest last. */
  readonly undone: readonly Act[];
  readonly isBusy: boolean;
  /** The last try that was refused; null after the next one that was not. The page tells it. */
  readonly refused: RefusedUndo | null;
}

export interface RefusedUndo {
  readonly act: Act;
  readonly direction: "undo" | "redo";
  readonly error: Error;
}

export const useUndo = create<UndoState>(() => ({ done: [], undone: [], isBusy: false, refused: null }));

const { getState, setState } = useUndo;
const MOST = 100;

/** Notes an act; what was undone before it can no longer be done again. */
export function did(act: Act): void {
  setState(({ done }) => ({ done: [...done, act].slice(-MOST), undone: [] }));
}

/** Takes the newest act back, and answers it; null when there is none or one is under way. Throws a refusal. */
export async function undoLast(): Promise<Act | null> {
  const act = getState().done.at(-1);
  return act && (await turned(act, "undo")) ? act : null;
}

/** Does the act that was undone last again; otherwise as `undoLast`. */
export async function redoLast(): Promise<Act | null> {
  const act = getState().undone.at(-1);
  return act && (await turned(act, "redo")) ? act : null;
}

/** Takes an act back wherever it stands, for the Undo of its own message. Throws a refusal. */
export async function undoAct(act: Act): Promise<void> {
  if (getState().done.includes(act)) await turned(act, "undo");
}

/** Whether the act was turned; false when another one is under way. */
async function turned(act: Act, direction: "undo" | "redo"): Promise<boolean> {
  if (getState().isBusy) return false;
  setState({ isBusy: true });
  try {
    const inverse = await act[direction]();
    setState(({ done, undone }) => ({
      done: direction === "undo" ? without(done, act) : [...done, inverse],
      undone: direction === "undo" ? [...undone, inverse] : without(undone, act),
      refused: null,
    }));
    return true;
  } catch (error) {
    setState({
      refused: { act, direction, error: error instanceof Error ? error : new Error(String(error)) },
    });
    throw error;
  } finally {
    setState({ isBusy: false });
  }
}

export function dropRefused(): void {
  setState({ refused: null });
}

/** Drops an act that can never be taken back, so that the ones before it can. */
export function forget(act: Act): void {
  setState(({ done, undone }) => ({ done: without(done, act), undone: without(undone, act) }));
}

/** A stored change of the catalog: its inverse is a new entry, and the inverse of that does it again. */
export function catalogAct(label: string, entry: number): Act {
  const invert = async (): Promise<Act> => catalogAct(label, await undoEntry(entry));
  return { label, undo: invert, redo: invert };
}

/** Notes the newest stored change of a step as done by this session. */
export async function didChange(label: string, stepId: string): Promise<Act | null> {
  const { entries } = await readHistory(stepId, { limit: 1 });
  const [entry] = entries;
  if (!entry) return null;
  const act = catalogAct(label, entry.id);
  did(act);
  return act;
}

/** Answers the new entry; the old one when nothing had to change. */
async function undoEntry(entry: number): Promise<number> {
  const { body } = await request("POST", "/api/ui/catalog/undo", { entry });
  const made = readObject(body)["entry"];
  return made === null || made === undefined ? entry : readInteger(made);
}

function without(acts: readonly Act[], act: Act): readonly Act[] {
  return acts.filter((other) => other !== act);
}
