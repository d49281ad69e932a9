/** How a step is tried again. All times in ms; `max_retries` below 0 is no limit. */
export interface RetryRule {
  readonly max_retries: number;
  readonly init_backoff: number;
  readonly max_backoff: number;
  readonly backoff_type: string;
}

export interface Schedule {
  /** The waits before the first retries, in ms. */
  readonly first: readonly number[];
  /** Whether more retries follow after `first`. */
  readonly goesOn: boolean;
  /** The longest wait that is reached within the shown or all retries. */
  readonly longest: number;
  /** All waits together in ms; null when it never gives up. */
  readonly total: number | null;
}

const SHOWN = 4;
/** Beyond this many retries the rest is arithmetic: every wait has its limit by then. */
const COUNTED = 10_000;

/** The wait before retry number `n`, from 1 (`steps.md`, section 9). */
export function retryDelay(rule: RetryRule, n: number): number {
  const { init_backoff, max_backoff, backoff_type } = rule;
  if (backoff_type === "fixed") return Math.min(init_backoff, max_backoff);
  if (backoff_type === "linear") return Math.min(init_backoff * n, max_backoff);
  return Math.min(init_backoff * 2 ** (n - 1), max_backoff);
}

/** What the rule comes to; calls themselves take no time in it. */
export function schedule(rule: RetryRule): Schedule {
  const retries = rule.max_retries < 0 ? Infinity : rule.max_retries;
  const counted = Math.min(retries, COUNTED);
  const first: number[] = [];
  let total = 0;
  let longest = 0;
  for (let n = 1; n <= counted; n += 1) {
    const delay = retryDelay(rule, n);
    if (n <= SHOWN) first.push(delay);
    total += delay;
    longest = Math.max(longest, delay);
  }
  if (retries === Infinity) return { first, goesOn: true, longest: longestOf(rule), total: null };
  total += (retries - counted) * retryDelay(rule, retries);
  return { first, goesOn: retries > SHOWN, longest, total };
}

function longestOf(rule: RetryRule): number {
  return rule.backoff_type === "fixed" ? Math.min(rule.init_backoff, rule.max_backoff) : rule.max_backoff;
}
