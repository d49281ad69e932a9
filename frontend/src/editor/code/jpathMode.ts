import type { StreamParser } from "@codemirror/language";

const FUNCTIONS = /^(length|count|value|match|search)(?=\()/;

/** Tokens of JSONPath queries (`jpath.md`, section 2). A query has no state between its tokens. */
export const jpathMode: StreamParser<null> = {
  name: "jpath",
  startState: () => null,
  copyState: () => null,
  languageData: { closeBrackets: { brackets: ["(", "[", '"', "'"] } },
  token(stream) {
    if (stream.eatSpace()) return null;
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/) || stream.match(/^'(?:[^'\\]|\\.)*'?/)) return "string";
    if (stream.match(/^-?\d+(\.\d+)?([eE][+-]?\d+)?/)) return "number";
    if (stream.match(/^(true|false|null)\b/)) return "atom";
    if (stream.match(FUNCTIONS)) return "keyword";
    if (stream.match(/^[$@]/)) return "keyword";
    if (stream.match(/^(\|\||&&|[!=<>]=|[!<>?:,*]|\.\.?)/)) return "operator";
    if (stream.match(/^[[\]()]/)) return "bracket";
    if (stream.match(/^[\p{L}_][\p{L}\p{N}_]*/u)) return "propertyName";
    stream.next();
    return null;
  },
};
