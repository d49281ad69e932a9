export interface Crumb {
  /** A part of the application, which has a word, or a foreign id, which is shown as it is. */
  readonly part: "home" | "catalog" | "flows" | "cluster" | { readonly id: string };
  readonly path: string;
}

const PARTS = ["catalog", "flows", "cluster"] as const;

/** Where a path lies, from the part of the application down to the thing. Empty for an unknown path. */
export function breadcrumbTrail(pathname: string): readonly Crumb[] {
  const segments = pathname.split("/").filter(Boolean);
  if (segments.length === 0) return [{ part: "home", path: "/" }];
  const part = PARTS.find((name) => name === segments[0]);
  if (!part) return [];
  const trail: Crumb[] = [{ part, path: `/${part}` }];
  const thing = segments[part === "catalog" ? 2 : 1];
  if (thing !== undefined && thing !== "new")
    trail.push({ part: { id: readSegment(thing) }, path: pathname });
  return trail;
}

function readSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
