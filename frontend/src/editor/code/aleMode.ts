import type { StreamParser, StringStream } from "@codemirror/language";
import { ALE_FORMS } from "./aleForms";

interface AleState {
  /** Columns to which the lines inside each open bracket are indented. */
  readonly brackets: number[];
  /** How deep the reader is in nested block comments. */
  commentDepth: number;
  isInString: boolean;
  /** Whether the next symbol is the head of a list, the place of a form's name. */
  isHead: boolean;
}

const DELIMITERS = /[()[\]{}"\s]/;
const NUMBER = /^[+-]?(0[xX][0-9a-fA-F]+|0[bB][01]+|\d+\/\d+|\d+(\.\d+)?([eE][+-]?\d+)?)$/;

/** Tokens and indentation of Ale (`ale.md`, section 1). */
export const aleMode: StreamParser<AleState> = {
  name: "ale",
  startState: () => ({ brackets: [], commentDepth: 0, isInString: false, isHead: false }),
  copyState: (state) => ({ ...state, brackets: [...state.brackets] }),
  languageData: {
    commentTokens: { line: ";", block: { open: "#|", close: "|#" } },
    closeBrackets: { brackets: ["(", "[", "{", '"'] },
  },
  token(stream, state) {
    if (state.isInString) return restOfString(stream, state);
    if (state.commentDepth > 0) return restOfComment(stream, state);
    if (stream.eatSpace()) return null;
    if (stream.match("#|")) {
      state.commentDepth = 1;
      return restOfComment(stream, state);
    }
    const character = stream.next() ?? "";
    const isHead = state.isHead;
    state.isHead = false;
    if (character === ";") {
      stream.skipToEnd();
      state.isHead = isHead;
      return "comment";
    }
    if (character === '"') {
      state.isInString = true;
      return restOfString(stream, state);
    }
    if (/[([{]/.test(character)) {
      // A call is indented by two columns, elements of a vector or object stand below each other.
      state.brackets.push(stream.column() + (character === "(" ? 2 : 1));
      state.isHead = character === "(";
      return "bracket";
    }
    if (/[)\]}]/.test(character)) {
      state.brackets.pop();
      return "bracket";
    }
    if (/['`,@]/.test(character)) {
      state.isHead = isHead;
      return "operator";
    }
    if (character === "#" && stream.peek() === "{") return "bracket";
    stream.eatWhile((next: string) => !DELIMITERS.test(next));
    return kindOf(stream.current(), isHead);
  },
  indent: (state) => state.brackets.at(-1) ?? 0,
};

function kindOf(word: string, isHead: boolean): string {
  if (word === "#t" || word === "#f" || word === "true" || word === "false" || word === "null") return "atom";
  if (word.startsWith(":") && word.length > 1) return "propertyName";
  if (NUMBER.test(word)) return "number";
  return isHead && ALE_FORMS.has(word) ? "keyword" : "variableName";
}

function restOfString(stream: StringStream, state: AleState): string {
  let isEscaped = false;
  for (let next = stream.next(); next != null; next = stream.next()) {
    if (next === '"' && !isEscaped) {
      state.isInString = false;
      break;
    }
    isEscaped = next === "\\" && !isEscaped;
  }
  return "string";
}

function restOfComment(stream: StringStream, state: AleState): string {
  while (state.commentDepth > 0 && !stream.eol()) {
    if (stream.match("#|")) state.commentDepth += 1;
    else if (stream.match("|#")) state.commentDepth -= 1;
    else stream.next();
  }
  return "comment";
}
