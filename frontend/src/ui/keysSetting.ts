import { create } from "zustand";

const MEMORY = "argyll.keys";

/** Whether single keys do something; who types with other means than a keyboard may switch them off. */
export const useKeysSetting = create<{ readonly areOn: boolean }>(() => ({
  areOn: readMemory() !== "off",
}));

export function setKeys(areOn: boolean): void {
  useKeysSetting.setState({ areOn });
  try {
    localStorage.setItem(MEMORY, areOn ? "on" : "off");
  } catch {
    // A browser without storage forgets the choice with the page.
  }
}

function readMemory(): string | null {
  try {
    return localStorage.getItem(MEMORY);
  } catch {
    return null;
  }
}
