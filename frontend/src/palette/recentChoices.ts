const MEMORY = "argyll.palette";
const MOST = 30;

/** Keys of what was chosen in the palette, the last one first. */
export function recentChoices(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(MEMORY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((key) => typeof key === "string") : [];
  } catch {
    return [];
  }
}

export function noteChoice(key: string): void {
  try {
    const keys = [key, ...recentChoices().filter((other) => other !== key)].slice(0, MOST);
    localStorage.setItem(MEMORY, JSON.stringify(keys));
  } catch {
    // A browser without storage only forgets what was chosen.
  }
}
