// Which files a page loads before it can be used, by the manifest that Vite writes.
import { readFileSync } from "node:fs";

const DIST = new URL("../dist/", import.meta.url).pathname;

/** Scripts and styles of the shell and of one page, without what the page loads later. */
export function firstLoad(page) {
  const manifest = JSON.parse(readFileSync(`${DIST}.vite/manifest.json`, "utf8"));
  const scripts = new Set();
  const styles = new Set();
  const take = (name) => {
    const chunk = manifest[name];
    if (!chunk) throw new Error(`the build has no ${name}`);
    if (scripts.has(chunk.file)) return;
    scripts.add(chunk.file);
    for (const file of chunk.css ?? []) styles.add(file);
    for (const other of chunk.imports ?? []) take(other);
  };
  take("index.html");
  if (page) take(page);
  const inDist = (files) => [...files].map((file) => `dist/${file}`);
  return { scripts: inDist(scripts), styles: inDist(styles) };
}

/** Scripts of a part that is loaded when it is first used, without those that every page has. */
export function later(part) {
  const shell = new Set(firstLoad(null).scripts);
  return firstLoad(part).scripts.filter((file) => !shell.has(file));
}
