import { Fragment, type ReactNode } from "react";

interface Props<Name extends string> {
  /** Makes the sentence; what it is given stands for the parts. */
  readonly text: (marks: Readonly<Record<Name, string>>) => string;
  readonly parts: Readonly<Record<Name, ReactNode>>;
}

/** Characters that no text holds: they are kept for private use. */
const [BEGIN, END] = ["\uE000", "\uE001"];
const MARK = new RegExp(`${BEGIN}([^${END}]*)${END}`);

/**
 * A sentence with links or marked words in it. The parts are put in after the text is made, so that foreign text in
 * the same sentence is never taken for markup.
 */
export function Phrase<Name extends string>({ text, parts }: Props<Name>) {
  const marks = Object.fromEntries(
    Object.keys(parts).map((name) => [name, `${BEGIN}${name}${END}`]),
  ) as Record<Name, string>;
  return text(marks)
    .split(MARK)
    .map((piece, place) => <Fragment key={place}>{place % 2 === 0 ? piece : parts[piece as Name]}</Fragment>);
}
