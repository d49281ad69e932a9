/** A number at or above the greatest value that makes a readable axis: 1, 2 or 5 times a power of ten. */
export function axisTop(greatest: number): number {
  if (greatest <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(greatest));
  const factor = [1, 2, 5, 10].find((one) => one * power >= greatest) ?? 10;
  return factor * power;
}

export interface Box {
  readonly width: number;
  readonly height: number;
}

/** The corners of a line over equally wide buckets, as an SVG path; a point stands in the middle of its bucket. */
export function linePath(values: readonly number[], top: number, { width, height }: Box): string {
  const step = width / Math.max(values.length, 1);
  return values
    .map((value, place) => {
      const [x, y] = [(place + 0.5) * step, height - (Math.min(value, top) / top) * height];
      return `${place === 0 ? "M" : "L"}${round(x)} ${round(y)}`;
    })
    .join("");
}

/** Points of a line over time: x from 0 to 1 of the span, y as it is. */
export function timePath(
  points: readonly (readonly [share: number, value: number])[],
  top: number,
  { width, height }: Box,
): string {
  return points
    .map(([share, value], place) => {
      const y = height - (Math.min(value, top) / top) * height;
      return `${place === 0 ? "M" : "L"}${round(share * width)} ${round(y)}`;
    })
    .join("");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
