/** A tab in the background gets no animation frames; its batches come after this time. */
const BACKGROUND_MS = 100;

/**
 * Collects what comes in and hands it over at most once per animation frame, and at least every 100 ms while
 * the tab is in the background. Nothing is handed over after `clear`.
 */
export class FrameBatch<T> {
  private waiting: T[] = [];
  private frame: number | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly apply: (batch: readonly T[]) => void) {}

  add(item: T): void {
    this.waiting.push(item);
    if (this.timer !== null) return;
    this.frame = requestAnimationFrame(() => this.flush());
    this.timer = setTimeout(() => this.flush(), BACKGROUND_MS);
  }

  clear(): void {
    this.waiting = [];
    if (this.frame !== null) cancelAnimationFrame(this.frame);
    if (this.timer !== null) clearTimeout(this.timer);
    this.frame = this.timer = null;
  }

  private flush(): void {
    const batch = this.waiting;
    this.clear();
    this.apply(batch);
  }
}
