import { ActionIcon, Button, Select } from "@mantine/core";
import { ArrowDown, ArrowUp, X } from "lucide-react";
import { useMemo, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { useCatalog } from "../../data/live";
import { usePlan } from "../../data/queries";
import { readText, readTexts } from "../../model/event";
import { searchSteps } from "../../model/stepSearch";
import { provided } from "../../model/step";
import type { Plan } from "../../model/plan";
import { attributeRows, innerName, withAttribute } from "../draft/attributes";
import { withField } from "../draft/draft";
import { wayBack } from "../draft/goalCycles";
import { normaliseId } from "../draft/ids";
import { definitionIn, useEditor, useEditorActs, useValueAt } from "../editorStore";
import { FieldFrame } from "./FieldFrame";
import { stepNames } from "./stepNames";
import styles from "./form.module.css";

const PATH = ["flow", "goals"] as const;
/** More options than anyone reads; the search narrows them. */
const OPTIONS = 50;
const NO_INIT = {};

/** The ordered goals of a flow step. A step that would lead back to this one is shown with the reason. */
export function GoalsField() {
  const { t } = useTranslation();
  const editor = useEditorActs();
  const catalog = useCatalog();
  const stored = useValueAt(PATH);
  const goals = useMemo(() => readTexts(stored), [stored]);
  const ownId = useEditor((state) => state.base.id ?? normaliseId(readText(definitionIn(state)["id"])));
  const put = (next: readonly string[]) => editor.act((draft) => withField(draft, PATH, [...next]));
  const move = (place: number, by: number) => {
    const next = [...goals];
    const [goal] = next.splice(place, 1);
    if (goal === undefined || place + by < 0 || place + by > next.length) return;
    next.splice(place + by, 0, goal);
    put(next);
  };
  const onKey = (event: KeyboardEvent, place: number) => {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    move(place, event.key === "ArrowUp" ? -1 : 1);
  };
  const reasons = useMemo(() => {
    const found = new Map<string, string>();
    for (const id of catalog?.steps.keys() ?? []) {
      const way = catalog && wayBack(catalog.steps, ownId, id);
      if (way) found.set(id, t("editor.goal.cycle", { way: way.join(" → ") }));
    }
    for (const id of goals) found.set(id, t("editor.goal.chosen"));
    return found;
  }, [catalog, ownId, goals, t]);
  return (
    <FieldFrame field="goals" path={PATH} isGroup>
      {({ describedBy }) => (
        <div className={styles.list} aria-describedby={describedBy}>
          {goals.length === 0 && <p className={styles.secondary}>{t("editor.goal.none")}</p>}
          <ol className={styles.list}>
            {goals.map((id, place) => {
              const name = catalog?.steps.get(id)?.name ?? id;
              return (
                <li key={id} className={styles.row}>
                  <span className={styles.grow}>
                    {name} {name !== id && <code className={styles.secondary}>{id}</code>}
                    {catalog && !catalog.steps.has(id) && (
                      <span className={styles.secondary}> ({t("editor.goal.unknown")})</span>
                    )}
                  </span>
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={t("editor.goal.up", { name })}
                    disabled={place === 0}
                    onKeyDown={(event) => onKey(event, place)}
                    onClick={() => move(place, -1)}
                  >
                    <ArrowUp size={16} aria-hidden />
                  </ActionIcon>
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={t("editor.goal.down", { name })}
                    disabled={place === goals.length - 1}
                    onKeyDown={(event) => onKey(event, place)}
                    onClick={() => move(place, 1)}
                  >
                    <ArrowDown size={16} aria-hidden />
                  </ActionIcon>
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={t("editor.goal.remove", { name })}
                    onClick={() => put(goals.filter((other) => other !== id))}
                  >
                    <X size={16} aria-hidden />
                  </ActionIcon>
                </li>
              );
            })}
          </ol>
          <Select
            aria-label={t("editor.goal.add")}
            placeholder={t("editor.goal.search")}
            searchable
            limit={OPTIONS}
            value={null}
            data={[...(catalog?.steps.values() ?? [])].map(({ id, name }) => ({
              value: id,
              label: name === id ? id : `${name} (${id})`,
              disabled: reasons.has(id),
            }))}
            filter={({ search }) => {
              const found = searchSteps(catalog?.steps.values() ?? [], search).slice(0, OPTIONS);
              return found.map(({ id, name }) => ({
                value: id,
                label: name === id ? id : `${name} (${id})`,
                disabled: reasons.has(id),
              }));
            }}
            renderOption={({ option }) => (
              <span>
                {option.label}
                {reasons.has(option.value) && (
                  <span className={styles.help}> {reasons.get(option.value)}</span>
                )}
              </span>
            )}
            onChange={(id) => id !== null && !goals.includes(id) && put([...goals, id])}
          />
          {goals.length > 0 && <ChildPlan goals={goals} />}
        </div>
      )}
    </FieldFrame>
  );
}

/** What the child flow would run now, what it needs and makes, and what of that this step gives and takes. */
function ChildPlan({ goals }: { readonly goals: readonly string[] }) {
  const { t } = useTranslation();
  const catalog = useCatalog();
  const plan = usePlan(goals, NO_INIT);
  if (plan.error) return <p className={styles.help}>{plan.error.message}</p>;
  if (!plan.data) return null;
  const ids = [...plan.data.steps.keys()];
  return (
    <div className={styles.panel}>
      <strong>{t("editor.goal.plan")}</strong>
      <p>{t("editor.goal.steps", { count: ids.length, steps: stepNames(ids, catalog, t) })}</p>
      <Wires title={t("editor.goal.needs")} names={plan.data.required} isInput plan={plan.data} />
      <Wires title={t("editor.goal.makes")} names={madeBy(plan.data)} isInput={false} plan={plan.data} />
    </div>
  );
}

interface WiresProps {
  readonly title: string;
  readonly names: readonly string[];
  readonly isInput: boolean;
  readonly plan: Plan;
}

function Wires({ title, names, isInput, plan }: WiresProps) {
  const { t } = useTranslation();
  const editor = useEditorActs();
  const attributes = useEditor(definitionIn)["attributes"];
  const own = new Set(
    attributeRows({ attributes: attributes ?? null })
      .filter(({ role }) => (role === "output") !== isInput)
      .map(innerName),
  );
  if (names.length === 0) return null;
  const add = (name: string) =>
    editor.act((draft) => withAttribute(draft, name, isInput ? "required" : "output", typeIn(plan, name)));
  return (
    <div>
      <span className={styles.secondary}>{title}</span>
      <ul className={styles.list}>
        {names.map((name) => (
          <li key={name} className={styles.row}>
            <code>{name}</code>
            <span className={styles.help}>
              {own.has(name)
                ? t(isInput ? "editor.goal.mapped" : "editor.goal.declared")
                : t(isInput ? "editor.goal.missing" : "editor.goal.notDeclared")}
            </span>
            {!own.has(name) && (
              <Button variant="default" size="compact-xs" onClick={() => add(name)}>
                {t(isInput ? "editor.goal.addInput" : "editor.goal.addOutput")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function madeBy(plan: Plan): readonly string[] {
  return [
    ...new Set([...plan.steps.values()].flatMap((step) => provided(step).map(({ name }) => name))),
  ].sort();
}

function typeIn(plan: Plan, name: string): string {
  for (const step of plan.steps.values()) {
    const found = step.attributes.find((attribute) => attribute.name === name);
    if (found) return found.type;
  }
  return "";
}
