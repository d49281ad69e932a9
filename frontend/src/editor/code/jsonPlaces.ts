import { syntaxTree } from "@codemirror/language";
import type { EditorState } from "@codemirror/state";
import type { SyntaxNode } from "@lezer/common";
import type { Path } from "../draft/paths";

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Where in a JSON text the value at a path stands, or the nearest thing around it that is there. */
export function rangeOf(state: EditorState, path: Path): Range {
  let node = syntaxTree(state).topNode.firstChild;
  let range: Range = { from: 0, to: Math.min(1, state.doc.length) };
  for (const key of path) {
    const found: Range | null = node && memberRange(state, node, key);
    if (!found) break;
    range = found;
    node = node && memberValue(state, node, key);
  }
  return range;
}

/** The object or list in which a position lies, as the path to it. */
export function pathAround(state: EditorState, position: number): Path {
  const path: (string | number)[] = [];
  for (let node: SyntaxNode | null = syntaxTree(state).resolveInner(position, -1); node; node = node.parent) {
    const { parent } = node;
    if (node.name === "Property" && parent) path.unshift(nameOf(state, node) ?? "");
    else if (parent?.name === "Array" && isValue(node)) path.unshift(placeIn(parent, node));
  }
  return path;
}

function memberRange(state: EditorState, node: SyntaxNode, key: string | number): Range | null {
  if (node.name === "Array") return memberValue(state, node, key);
  const property = propertyOf(state, node, key);
  return property?.firstChild ?? null;
}

function memberValue(state: EditorState, node: SyntaxNode, key: string | number): SyntaxNode | null {
  if (node.name === "Array") return values(node)[Number(key)] ?? null;
  const last = propertyOf(state, node, key)?.lastChild ?? null;
  return last && isValue(last) ? last : null;
}

function propertyOf(state: EditorState, node: SyntaxNode, key: string | number): SyntaxNode | null {
  return node.getChildren("Property").find((property) => nameOf(state, property) === String(key)) ?? null;
}

function nameOf(state: EditorState, property: SyntaxNode): string | null {
  const name = property.getChild("PropertyName");
  if (!name) return null;
  const text = state.sliceDoc(name.from, name.to);
  try {
    return JSON.parse(text) as string;
  } catch {
    // A name that is still being typed.
    return text.replaceAll('"', "");
  }
}

function values(list: SyntaxNode): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = list.firstChild; child; child = child.nextSibling) if (isValue(child)) found.push(child);
  return found;
}

function placeIn(list: SyntaxNode, node: SyntaxNode): number {
  return values(list).findIndex((value) => value.from === node.from);
}

function isValue(node: SyntaxNode): boolean {
  return ["Object", "Array", "String", "Number", "True", "False", "Null"].includes(node.name);
}

/** Where the text stops being JSON; its beginning when the parser sees no fault. */
export function firstFault(state: EditorState): Range {
  let fault: Range | null = null;
  syntaxTree(state).iterate({
    enter: ({ type, from, to }) => {
      if (type.isError && fault === null)
        fault = { from: Math.max(0, from - 1), to: Math.min(state.doc.length, Math.max(to, from + 1)) };
    },
  });
  return fault ?? { from: 0, to: Math.min(1, state.doc.length) };
}
