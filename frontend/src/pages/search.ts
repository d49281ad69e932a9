/** Search parameters as plain text: `?q=pay&status=failed&status=active`. Repeated names become lists. */
export type SearchParams = Readonly<Record<string, string | readonly string[]>>;

export function parseSearch(text: string): SearchParams {
  const found = new URLSearchParams(text);
  const names = [...new Set(found.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const values = found.getAll(name);
      return [name, values.length > 1 ? values : (values[0] ?? "")];
    }),
  );
}

/** Empty values are left out, so that a page without filters has a bare address. */
export function stringifySearch(search: Readonly<Record<string, unknown>>): string {
  const written = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    for (const one of values) {
      if ((typeof one === "string" && one !== "") || typeof one === "number")
        written.append(name, String(one));
    }
  }
  const text = written.toString();
  return text && `?${text}`;
}

/** The text of a parameter; undefined when it is absent or empty. */
export function textParam(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The texts of a parameter that may be repeated. */
export function listParam(value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((one): one is string => typeof one === "string" && one !== "");
}

/** The value of a parameter that has a few legal ones; undefined for any other. */
export function choiceParam<T extends string>(value: unknown, choices: readonly T[]): T | undefined {
  return choices.find((choice) => choice === value);
}

/** The whole number from 0 on; undefined for anything else. */
export function countParam(value: unknown): number | undefined {
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
