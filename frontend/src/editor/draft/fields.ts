import type { JsonObject } from "../../model/json";
import type { Role } from "../../model/step";
import { readText } from "../../model/event";

/** Parts of the form, in order. */
export const SECTIONS = [
  "identity",
  "http",
  "script",
  "flow",
  "attributes",
  "condition",
  "work",
  "memory",
  "other",
] as const;
export type SectionName = (typeof SECTIONS)[number];

export type Control =
  | "text"
  | "name"
  | "type"
  | "labels"
  | "choice"
  | "placeholders"
  | "duration"
  | "integer"
  | "switch"
  | "script"
  | "goals"
  | "typedValue"
  | "factName";

/** One field of a step definition. Form, badges, completion of the JSON view and help are made from this table. */
export interface Field<Key extends string = string> {
  /** Key of its label and its help in the catalogue of messages. */
  readonly key: Key;
  /** In the definition; of an attribute's setting, in its spec. */
  readonly path: readonly string[];
  readonly section: SectionName;
  readonly control: Control;
  readonly choices?: readonly string[];
  /** What an absent field means: this value, or with `"engine"` what the engine is set to. */
  readonly absent?: string | number | boolean;
  readonly unit?: "ms";
  /** Types of steps, or roles of attributes, that have the field; all without it. */
  readonly only?: readonly string[];
}

const HTTP = ["sync", "async"] as const;
export const STEP_TYPES = ["sync", "async", "script", "flow"] as const;
export const ROLES = ["required", "optional", "const", "meta", "output"] as const satisfies readonly Role[];
export const ATTRIBUTE_TYPES = ["string", "number", "boolean", "object", "array", "null", "any"] as const;
export const COLLECTS = ["first", "last", "some", "all", "none"] as const;
export const METHODS = ["GET", "POST", "PUT", "DELETE"] as const;
export const BACKOFFS = ["fixed", "linear", "exponential"] as const;
/** Facts about a call that the engine knows (`steps.md`, 4.5). */
export const META_KEYS = [
  "flow_id",
  "step_id",
  "receipt_token",
  "webhook_url",
  "parent_flow_id",
  "parent_step_id",
  "parent_work_item_token",
] as const;

export const STEP_FIELDS = [
  { key: "id", path: ["id"], section: "identity", control: "text" },
  { key: "name", path: ["name"], section: "identity", control: "name" },
  { key: "type", path: ["type"], section: "identity", control: "type", choices: STEP_TYPES },
  { key: "labels", path: ["labels"], section: "identity", control: "labels" },
  {
    key: "method",
    path: ["http", "method"],
    section: "http",
    control: "choice",
    choices: METHODS,
    absent: "POST",
    only: HTTP,
  },
  { key: "endpoint", path: ["http", "endpoint"], section: "http", control: "placeholders", only: HTTP },
  {
    key: "timeout",
    path: ["http", "timeout"],
    section: "http",
    control: "duration",
    absent: "engine",
    unit: "ms",
    only: HTTP,
  },
  { key: "healthCheck", path: ["http", "health_check"], section: "http", control: "text", only: HTTP },
  { key: "compensate", path: ["http", "compensate"], section: "http", control: "placeholders", only: HTTP },
  { key: "script", path: ["script"], section: "script", control: "script", only: ["script"] },
  { key: "goals", path: ["flow", "goals"], section: "flow", control: "goals", only: ["flow"] },
  { key: "predicate", path: ["predicate"], section: "condition", control: "script" },
  {
    key: "maxRetries",
    path: ["work_config", "max_retries"],
    section: "work",
    control: "integer",
    absent: "engine",
  },
  {
    key: "initBackoff",
    path: ["work_config", "init_backoff"],
    section: "work",
    control: "duration",
    absent: "engine",
    unit: "ms",
  },
  {
    key: "maxBackoff",
    path: ["work_config", "max_backoff"],
    section: "work",
    control: "duration",
    absent: "engine",
    unit: "ms",
  },
  {
    key: "backoffType",
    path: ["work_config", "backoff_type"],
    section: "work",
    control: "choice",
    choices: BACKOFFS,
    absent: "engine",
  },
  {
    key: "parallelism",
    path: ["work_config", "parallelism"],
    section: "work",
    control: "integer",
    absent: 1,
  },
  { key: "memoizable", path: ["memoizable"], section: "memory", control: "switch", absent: false },
] as const satisfies readonly Field[];

export type StepFieldKey = (typeof STEP_FIELDS)[number]["key"];

export const ATTRIBUTE_FIELDS = [
  { key: "role", path: ["role"], section: "attributes", control: "choice", choices: ROLES },
  {
    key: "attributeType",
    path: ["type"],
    section: "attributes",
    control: "choice",
    choices: ATTRIBUTE_TYPES,
  },
  ...(["required", "optional"] as const).flatMap(
    (role) =>
      [
        {
          key: "collect",
          path: [role, "collect"],
          section: "attributes",
          control: "choice",
          choices: COLLECTS,
          absent: "first",
          only: [role],
        },
        {
          key: "forEach",
          path: [role, "for_each"],
          section: "attributes",
          control: "switch",
          absent: false,
          only: [role],
        },
      ] as const,
  ),
  {
    key: "default",
    path: ["optional", "default"],
    section: "attributes",
    control: "typedValue",
    only: ["optional"],
  },
  {
    key: "deadline",
    path: ["optional", "deadline"],
    section: "attributes",
    control: "duration",
    absent: 0,
    unit: "ms",
    only: ["optional"],
  },
  { key: "value", path: ["const", "value"], section: "attributes", control: "typedValue", only: ["const"] },
  { key: "metaKey", path: ["meta", "key"], section: "attributes", control: "factName", only: ["meta"] },
  { key: "match", path: ["required", "match"], section: "attributes", control: "script", only: ["required"] },
  ...(["required", "optional", "output"] as const).flatMap(
    (role) =>
      [
        {
          key: "mappingName",
          path: [role, "mapping", "name"],
          section: "attributes",
          control: "text",
          only: [role],
        },
        {
          key: "mappingScript",
          path: [role, "mapping", "script"],
          section: "attributes",
          control: "script",
          only: [role],
        },
      ] as const,
  ),
] as const satisfies readonly Field[];

export type AttributeFieldKey = (typeof ATTRIBUTE_FIELDS)[number]["key"];

type StepField = Field<StepFieldKey>;
type AttributeField = Field<AttributeFieldKey>;

const OF_STEP: readonly StepField[] = STEP_FIELDS;
const OF_ATTRIBUTE: readonly AttributeField[] = ATTRIBUTE_FIELDS;

/** The field of a step by its key. */
export function stepField(key: StepFieldKey): StepField {
  return OF_STEP.find((field) => field.key === key)!;
}

/** The fields of one section that a step of this type has, in order. */
export function fieldsOf(section: SectionName, type: string): readonly StepField[] {
  return OF_STEP.filter((field) => field.section === section && has(field, type));
}

/** The settings that an attribute of a role has, in order. */
export function settingsOf(role: string): readonly AttributeField[] {
  return OF_ATTRIBUTE.filter((field) => has(field, role));
}

function has(field: Field, kind: string): boolean {
  return field.only === undefined || field.only.includes(kind);
}

/** The sections that a step of a type has, in order. */
export function sectionsOf(type: string): readonly SectionName[] {
  return SECTIONS.filter(
    (section) => section === "attributes" || section === "other" || fieldsOf(section, type).length > 0,
  );
}

/** The name of the block that a type needs. */
export function blockOf(type: string): "http" | "script" | "flow" | null {
  if (type === "sync" || type === "async") return "http";
  return type === "script" || type === "flow" ? type : null;
}

export function typeOf(definition: JsonObject): string {
  return readText(definition["type"]);
}

/** Names that may stand at a place of a definition, with the field each belongs to where it is a single field. */
export function namesAt(
  path: readonly (string | number)[],
): readonly { name: string; field: Field | null }[] {
  const [fields, place] = inAttribute(path) ? [OF_ATTRIBUTE, path.slice(2)] : [OF_STEP, path];
  const found = new Map<string, Field | null>();
  for (const field of fields as readonly Field[]) {
    if (field.path.length <= place.length || !place.every((key, depth) => field.path[depth] === key))
      continue;
    const name = field.path[place.length]!;
    const isLeaf = field.path.length === place.length + 1;
    if (!found.has(name)) found.set(name, isLeaf ? field : null);
  }
  if (path.length === 0) found.set("attributes", null);
  if (isScriptAt(path)) {
    found.set("language", null);
    found.set("script", null);
  }
  return [...found].map(([name, field]) => ({ name, field }));
}

/** Whether a script stands at the place: its members are `language` and `script`. */
export function isScriptAt(path: readonly (string | number)[]): boolean {
  const [fields, place] = inAttribute(path) ? [OF_ATTRIBUTE, path.slice(2)] : [OF_STEP, path];
  return (fields as readonly Field[]).some(
    (field) =>
      field.control === "script" &&
      field.path.length === place.length &&
      field.path.every((key, depth) => place[depth] === key),
  );
}

/** The field whose value stands at exactly this place. */
export function fieldAt(path: readonly (string | number)[]): Field | null {
  const [fields, place] = inAttribute(path) ? [OF_ATTRIBUTE, path.slice(2)] : [OF_STEP, path];
  return (
    (fields as readonly Field[]).find(
      (field) => field.path.length === place.length && field.path.every((key, depth) => place[depth] === key),
    ) ?? null
  );
}

function inAttribute(path: readonly (string | number)[]): boolean {
  return path[0] === "attributes" && path.length >= 2;
}
