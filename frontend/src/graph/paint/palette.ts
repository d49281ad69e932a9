/** The colours of the tokens, as a canvas wants them, and the faces of the text. */
export interface Palette {
  readonly ground: string;
  readonly raised: string;
  readonly strong: string;
  readonly text: string;
  readonly secondary: string;
  readonly accent: string;
  readonly line: string;
  readonly wire: string;
  readonly state: (name: string) => string;
  readonly fontText: string;
  readonly fontCode: string;
}

/** Reads the tokens of the theme that is on at this moment. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const states = new Map<string, string>();
  const read = (name: string) => style.getPropertyValue(name).trim() || "currentcolor";
  return {
    ground: read("--ground"),
    raised: read("--ground-raised"),
    strong: read("--ground-strong"),
    text: read("--text"),
    secondary: read("--text-secondary"),
    accent: read("--accent"),
    line: read("--line"),
    wire: read("--control-border"),
    state: (name) => {
      const known = states.get(name) ?? read(`--state-${name}`);
      states.set(name, known);
      return known;
    },
    fontText: read("--font-text"),
    fontCode: read("--font-code"),
  };
}
