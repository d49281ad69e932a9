import { useState } from "react";
import type { Json } from "../../model/json";
import { withField, withoutField, withText } from "../draft/draft";
import { pathKey } from "../draft/paths";
import { draftIn, useEditor, useEditorActs, useValueAt } from "../editorStore";

interface Way {
  /** The text of a value; empty for none. */
  readonly write: (value: Json | undefined) => string;
  /** The value of a text; null when it is none. Never asked about an empty text. */
  readonly read: (text: string) => Json;
  /** A stored value that means the same as none, such as the engine's default. */
  readonly empty?: Json | undefined;
}

/**
 * A value that is edited as text in another form than it is stored, such as a duration. What cannot be read is kept
 * as it was typed. While the field has the focus its text stays as typed; afterwards it is written anew.
 */
export function useWrittenField(path: readonly string[], { write, read, empty }: Way) {
  const editor = useEditorActs();
  const value = useValueAt(path);
  const kept = useEditor((state) => draftIn(state).texts.get(pathKey(path)));
  const [typed, setTyped] = useState<string | null>(null);
  const onText = (text: string) => {
    setTyped(text);
    const { base } = editor.state;
    editor.act((draft) => {
      if (text.trim() === "")
        return withoutField(draft, path, base.definition, empty === undefined ? [] : [empty]);
      const found = read(text);
      return found === null ? withText(draft, path, text) : withField(draft, path, found);
    }, pathKey(path));
  };
  return { text: typed ?? kept ?? write(value), value, onText, onBlur: () => setTyped(null) };
}
