/** Gives lines to the browser as a file to keep. */
export function save(name: string, lines: readonly string[]): void {
  const address = URL.createObjectURL(new Blob([lines.join("\n"), "\n"], { type: "application/x-ndjson" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken hold of the content once the click is over.
  setTimeout(() => URL.revokeObjectURL(address));
}
