import type {
  Completion,
  CompletionContext,
  CompletionResult,
  CompletionSource,
} from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";
import { fieldAt, isScriptAt, namesAt, type Field } from "../draft/fields";
import type { Path } from "../draft/paths";
import { pathAround } from "./jsonPlaces";

/** Completes the JSON view of a step: names of fields with their help, and values where there is a choice. */
export function definitionCompletion(help: (field: Field) => string): CompletionSource {
  return (context: CompletionContext): CompletionResult | null => {
    const node = syntaxTree(context.state).resolveInner(context.pos, -1);
    const isInString = node.name === "PropertyName" || node.name === "String";
    const word = context.matchBefore(/"?[\w]*/);
    const from = isInString ? node.from : (word?.from ?? context.pos);
    if (!isInString && !context.explicit && !word?.text) return null;
    const isName = node.name === "PropertyName" || isAtName(context, from);
    const path = pathAround(context.state, from);
    if (isName) {
      const place = node.name === "PropertyName" ? path.slice(0, -1) : path;
      return {
        from,
        to: isInString ? node.to : context.pos,
        options: names(context, place, help),
        validFor: /^"?\w*"?$/,
      };
    }
    const options = values(path);
    return options.length > 0
      ? { from, to: isInString ? node.to : context.pos, options, validFor: /^"?\w*"?$/ }
      : null;
  };
}

/** Whether a name of a member may begin here: after a brace or a comma of an object. */
function isAtName(context: CompletionContext, from: number): boolean {
  const before = context.state
    .sliceDoc(Math.max(0, from - 200), from)
    .trimEnd()
    .at(-1);
  return (
    before === "{" || (before === "," && syntaxTree(context.state).resolveInner(from, -1).name !== "Array")
  );
}

function names(
  context: CompletionContext,
  place: Path,
  help: (field: Field) => string,
): readonly Completion[] {
  const isFollowed = /^"?\s*:/.test(context.state.sliceDoc(context.pos, context.pos + 20));
  return namesAt(place).map(({ name, field }) => ({
    label: `"${name}"`,
    apply: isFollowed ? `"${name}"` : `"${name}": `,
    type: "property",
    ...(field ? { info: help(field) } : {}),
  }));
}

function values(path: Path): readonly Completion[] {
  const field = fieldAt(path);
  const choices =
    field?.choices ??
    (field?.control === "switch"
      ? [true, false]
      : path.at(-1) === "language" && isScriptAt(path.slice(0, -1))
        ? ["ale", "lua", "jpath"]
        : []);
  return choices.map((choice) => ({ label: JSON.stringify(choice), type: "constant" }));
}
