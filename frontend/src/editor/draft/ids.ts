/** The id as the engine keeps it (`api.md`, 1.5). */
export function normaliseId(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9_.\-+ ]/g, "")
    .replaceAll(" ", "-")
    .replace(/^-+|-+$/g, "");
}

/** `wanted`, or with the first number behind it that is not taken. */
export function freeId(wanted: string, isTaken: (id: string) => boolean): string {
  if (wanted === "" || !isTaken(wanted)) return wanted;
  let number = 2;
  while (isTaken(`${wanted}-${number}`)) number += 1;
  return `${wanted}-${number}`;
}
