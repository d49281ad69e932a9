import { useTranslation } from "react-i18next";
import { useCluster } from "../../data/live";
import { readObject, readText } from "../../model/event";
import { stringifyJson, type JsonObject } from "../../model/json";
import { healthLook } from "../../model/look";
import { StateMark } from "../../ui/StateMark";
import { isBroken, otherFields } from "../draft/draft";
import {
  METHODS,
  fieldsOf,
  sectionsOf,
  type Field,
  type SectionName,
  type StepFieldKey,
} from "../draft/fields";
import { fieldPathOf, sectionOf } from "../draft/problems";
import { definitionIn, draftIn, problemsIn, useEditor, useValueAt } from "../editorStore";
import { ScriptField } from "../script/ScriptField";
import { AttributesSection } from "./AttributesSection";
import { BrokenNotice } from "./BrokenNotice";
import { GoalsField } from "./GoalsField";
import { IdField, LabelsField, NameField, TypeField, useStepType } from "./IdentityFields";
import { PlaceholderField } from "./PlaceholderField";
import { ProblemLines } from "./ProblemLines";
import { RequestPanel } from "./RequestPanel";
import { Section } from "./Section";
import { ChoiceField, DurationField, SwitchField, TextField } from "./TextFields";
import { WorkFields } from "./WorkFields";
import styles from "./form.module.css";

/** All fields of the draft, part by part. While the JSON view holds a text that cannot be read, the form waits. */
export function StepForm() {
  const type = useStepType();
  const isWaiting = useEditor((state) => isBroken(draftIn(state)));
  return (
    <>
      {isWaiting && <BrokenNotice />}
      <div inert={isWaiting}>
        {sectionsOf(type).map((name) => (
          <FormSection key={name} name={name} type={type} />
        ))}
      </div>
    </>
  );
}

function FormSection({ name, type }: { readonly name: SectionName; readonly type: string }) {
  const { t } = useTranslation();
  const hasPredicate = useEditor((state) => definitionIn(state)["predicate"] !== undefined);
  const isMemoizable = useEditor((state) => definitionIn(state)["memoizable"] === true);
  const workSummary = useWorkSummary();
  switch (name) {
    case "attributes":
      return (
        <Section name={name}>
          <OwnProblems name={name} type={type} />
          <AttributesSection />
        </Section>
      );
    case "other":
      return <OtherSection type={type} />;
    case "work":
      return (
        <Section name={name} fold={{ isOpenAtFirst: false, summary: workSummary }}>
          <OwnProblems name={name} type={type} />
          <WorkFields />
        </Section>
      );
    case "condition":
      return (
        <Section
          name={name}
          fold={{
            isOpenAtFirst: hasPredicate,
            summary: hasPredicate ? "" : t("editor.sectionOff.condition"),
          }}
        >
          <ScriptField field="predicate" path={["predicate"]} use="predicate" />
        </Section>
      );
    case "memory":
      return (
        <Section
          name={name}
          fold={{ isOpenAtFirst: isMemoizable, summary: isMemoizable ? "" : t("editor.sectionOff.memory") }}
        >
          <MemoizableField />
        </Section>
      );
    default:
      return (
        <Section name={name}>
          <OwnProblems name={name} type={type} />
          {name === "identity" && (
            <div className={styles.pair}>
              <NameField />
              <IdField />
            </div>
          )}
          {fieldsOf(name, type).map((field) => (
            <StepControl key={field.key} field={field} type={type} />
          ))}
          {name === "http" && <RequestPanel />}
        </Section>
      );
  }
}

/** Whether the step has retries of its own, or those that the engine is set to. */
function useWorkSummary(): string {
  const { t } = useTranslation();
  const engine = useEditor((state) => state.engine);
  const work = readObject(useValueAt(["work_config"]));
  const usual: JsonObject = { ...engine, parallelism: 1 };
  const isUsual = Object.entries(work).every(([name, value]) => value === 0 || value === usual[name]);
  return t(isUsual ? "editor.sectionOff.work" : "editor.sectionOff.workOwn");
}

const REQUIRED = ["required"] as const;
const UNDOING = ["required", "optional", "output"] as const;

/** The control of one field of the table. */
function StepControl({
  field: { key, path },
  type,
}: {
  readonly field: Field<StepFieldKey>;
  readonly type: string;
}) {
  const { t } = useTranslation();
  const engine = useEditor((state) => state.engine);
  const isMemoizable = useEditor((state) => definitionIn(state)["memoizable"] === true);
  switch (key) {
    case "type":
      return <TypeField />;
    case "labels":
      return <LabelsField />;
    case "method":
      return (
        <ChoiceField
          field={key}
          path={path}
          absent="POST"
          choices={METHODS.map((value) => ({ value, label: value }))}
        />
      );
    case "endpoint":
      return <PlaceholderField field={key} path={path} roles={REQUIRED} />;
    case "timeout":
      return (
        <DurationField
          field={key}
          path={path}
          fallback={engine.step_timeout}
          note={type === "async" ? t("editor.timeoutAsync") : null}
        />
      );
    case "healthCheck":
      return <TextField field={key} path={path} note={<LastHealth />} />;
    case "compensate":
      return (
        <PlaceholderField
          field={key}
          path={path}
          roles={UNDOING}
          isDisabled={isMemoizable}
          note={isMemoizable ? t("editor.compensateOff") : null}
        />
      );
    case "script":
      return <ScriptField field={key} path={path} use="step" />;
    case "goals":
      return <GoalsField />;
    default:
      return null;
  }
}

function MemoizableField() {
  const { t } = useTranslation();
  const hasCompensate = readText(useValueAt(["http", "compensate"])) !== "";
  return (
    <SwitchField
      field="memoizable"
      path={["memoizable"]}
      isDisabled={hasCompensate}
      note={hasCompensate ? t("editor.memoizableOff") : null}
    />
  );
}

/** What the nodes found when they asked last. */
function LastHealth() {
  const { t } = useTranslation();
  const cluster = useCluster();
  const stepId = useEditor((state) => state.base.id);
  const records = [...(cluster?.nodes.values() ?? [])].flatMap((node) => {
    const health = stepId === null ? undefined : node.health.get(stepId);
    return health ? [health] : [];
  });
  const worst = records.find(({ status }) => status === "unhealthy") ?? records[0];
  if (!worst) return null;
  return (
    <>
      {t("editor.lastHealth")}: <StateMark look={healthLook(worst.status)} /> {worst.error}
    </>
  );
}

/** Problems of the part as a whole, which no field shows. */
function OwnProblems({ name, type }: { readonly name: SectionName; readonly type: string }) {
  const problems = useEditor(problemsIn);
  const own = problems.filter(
    (problem) =>
      sectionOf(problem, type) === name && fieldPathOf(problem) === null && problem.path.length < 2,
  );
  return <ProblemLines problems={own} />;
}

function OtherSection({ type }: { readonly type: string }) {
  const { t } = useTranslation();
  const definition = useEditor(definitionIn);
  const others = otherFields(definition);
  const problems = useEditor(problemsIn).filter((problem) => sectionOf(problem, type) === "other");
  if (others.length === 0 && problems.length === 0) return null;
  return (
    <Section name="other">
      <p className={styles.help}>{t("editor.other.text")}</p>
      <ProblemLines problems={problems} />
      <dl className={styles.list}>
        {others.map(({ path, value }) => (
          <div key={path.join("\u0000")}>
            <dt>
              <code>{path.join(" › ")}</code>
            </dt>
            <dd>
              <pre>{stringifyJson(value, 2)}</pre>
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
