import { Button, Textarea, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo, useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { startFlow, useNodeHealth, usePlan, type Init } from "../../data/queries";
import { Refusal } from "../../data/rest";
import {
  readField,
  startFields,
  suggestedFlowId,
  type FieldValue,
  type StartField,
} from "../../model/startForm";
import { Loading } from "../../ui/Loading";
import { Notice } from "../../ui/Notice";
import { ReadProblem } from "../../ui/ReadProblem";
import pageStyles from "../page.module.css";

/** The plan is asked for again after this pause in typing. */
const PLAN_AFTER_MS = 150;

/** One field per input of the plan, and the start. Nothing that was typed is lost by a refusal. */
export function StartForm({ goals }: { readonly goals: readonly string[] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [id, setId] = useState(() =>
    suggestedFlowId(goals[0] ?? "", crypto.getRandomValues(new Uint8Array(4))),
  );
  const [texts, setTexts] = useState<ReadonlyMap<string, string>>(new Map());
  const [types, setTypes] = useState<ReadonlyMap<string, string>>(new Map());

  const init = useMemo(() => givenValues(texts, types), [texts, types]);
  const [settledInit] = useDebouncedValue(init, PLAN_AFTER_MS);
  const plan = usePlan(goals, settledInit);
  const fields = plan.data ? startFields(plan.data, [...texts.keys()]) : [];
  const start = useMutation({
    mutationFn: startFlow,
    onSuccess: (flowId) => navigate({ to: "/flows/$id", params: { id: flowId } }),
  });

  const valueOf = (field: StartField) => readField(texts.get(field.name) ?? "", field.type);
  const missing = fields.filter((field) => field.isRequired && valueOf(field).kind === "notGiven");
  const wrong = fields.filter((field) => ["notJson", "wrongType"].includes(valueOf(field).kind));
  const names = (some: readonly StartField[]) => some.map(({ name }) => name).join(", ");
  const type = (field: StartField, text: string) => {
    const next = new Map(texts);
    if (text === "") next.delete(field.name);
    else next.set(field.name, text);
    setTexts(next);
    setTypes(new Map(types).set(field.name, field.type));
  };
  const hasNoLeader = useNodeHealth().data?.leader_id === "";
  const isReady = !hasNoLeader && plan.isSuccess && missing.length + wrong.length === 0 && id !== "";
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (isReady && !start.isPending) start.mutate({ id, goals, init });
  };

  if (plan.error) {
    return <ReadProblem what={t("start.plan")} error={plan.error} onTryAgain={() => void plan.refetch()} />;
  }
  if (!plan.data) return <Loading awaited="server" rows={4} />;
  return (
    <form className={pageStyles.section} style={{ maxWidth: 640 }} onSubmit={submit}>
      <TextInput
        label={t("start.id")}
        value={id}
        onChange={(event) => setId(event.currentTarget.value)}
        required
      />
      <h2>{t("start.inputs")}</h2>
      {fields.length === 0 && <p className={pageStyles.secondary}>{t("start.noInputs")}</p>}
      {fields.map((field) => (
        <Field
          key={field.name}
          field={field}
          text={texts.get(field.name) ?? ""}
          value={valueOf(field)}
          onType={(text) => type(field, text)}
        />
      ))}
      <p className={pageStyles.secondary}>{t("start.planned", { count: plan.data.steps.size })}</p>
      {missing.length > 0 && <p>{t("start.missing", { names: names(missing) })}</p>}
      {wrong.length > 0 && <p>{t("start.wrong", { names: names(wrong) })}</p>}
      {hasNoLeader && <p>{t("start.noLeader")}</p>}
      {start.error && <StartProblem error={start.error} />}
      <div>
        <Button type="submit" disabled={!isReady} loading={start.isPending}>
          {start.error && !(start.error instanceof Refusal) ? t("start.again") : t("start.start")}
        </Button>
      </div>
    </form>
  );
}

interface FieldProps {
  readonly field: StartField;
  readonly text: string;
  readonly value: FieldValue;
  readonly onType: (text: string) => void;
}

function Field({ field, text, value, onType }: FieldProps) {
  const { t } = useTranslation();
  const { name, type, isRequired } = field;
  const hint =
    type === "string"
      ? t("start.text")
      : type === "" || type === "any"
        ? t("start.anyJson")
        : t("start.typed", { type });
  const error =
    value.kind === "notJson"
      ? t("start.error.notJson")
      : value.kind === "wrongType"
        ? t("start.error.wrongType", { type })
        : null;
  return (
    <Textarea
      label={name}
      description={isRequired ? `${t("start.required")}; ${hint}` : hint}
      placeholder={t("start.notGiven")}
      autosize
      minRows={1}
      maxRows={12}
      value={text}
      error={error}
      aria-required={isRequired}
      styles={{ input: { fontFamily: "var(--font-code)" } }}
      onChange={(event) => onType(event.currentTarget.value)}
    />
  );
}

function StartProblem({ error }: { readonly error: Error }) {
  const { t } = useTranslation();
  const isRefusal = error instanceof Refusal;
  return (
    <Notice tone="problem" title={t("start.refused")}>
      <p>{isRefusal ? error.message : t("start.noAnswer")}</p>
      <p>{isRefusal ? t("start.refusedDo") : t("start.noAnswerDo")}</p>
    </Notice>
  );
}

function givenValues(texts: ReadonlyMap<string, string>, types: ReadonlyMap<string, string>): Init {
  const given = [...texts].flatMap(([name, text]) => {
    const value = readField(text, types.get(name) ?? "");
    return value.kind === "given" ? [[name, [value.value]] as const] : [];
  });
  return Object.fromEntries(given);
}
