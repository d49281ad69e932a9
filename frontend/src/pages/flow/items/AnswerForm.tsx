import { Button, JsonInput, SegmentedControl, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "../../../data/rest";
import { answerForService } from "../../../data/webhook";
import { isJsonObject, parseJson, type Json } from "../../../model/json";
import { provided, type Step } from "../../../model/step";
import pageStyles from "../../page.module.css";
import styles from "./items.module.css";

interface Props {
  readonly flowId: string;
  readonly step: Step;
  readonly token: string;
  readonly onClose: () => void;
}

const KINDS = ["complete", "fail"] as const;

/** Answers in place of the service that an async item waits for: with outputs, or with an error. */
export function AnswerForm({ flowId, step, token, onClose }: Props) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<(typeof KINDS)[number]>("complete");
  const [outputs, setOutputs] = useState(() => template(step));
  const [error, setError] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);
  const object = readOutputs(outputs);
  const canSend = kind === "complete" ? object !== null : error.trim() !== "";
  const send = async () => {
    setProblem(null);
    setSending(true);
    try {
      if (kind === "fail") await answerForService(flowId, step.id, token, { kind, error: error.trim() });
      else if (object) await answerForService(flowId, step.id, token, { kind, outputs: object });
      onClose();
    } catch (refused) {
      setProblem(refused instanceof Refusal ? refused.message : t("words.problem.unreachable"));
    } finally {
      setSending(false);
    }
  };
  return (
    <form
      className={styles.answer}
      aria-label={t("flow.answer.label")}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <p className={pageStyles.secondary}>{t("flow.answer.help")}</p>
      <SegmentedControl
        size="xs"
        aria-label={t("flow.answer.kind")}
        value={kind}
        onChange={(value) => setKind(KINDS.find((one) => one === value) ?? "complete")}
        data={KINDS.map((value) => ({ value, label: t(`flow.answer.${value}`) }))}
      />
      {kind === "complete" ? (
        <JsonInput
          label={t("flow.answer.outputs")}
          value={outputs}
          onChange={setOutputs}
          error={object === null ? t("flow.answer.noObject") : undefined}
          autosize
          minRows={3}
        />
      ) : (
        <Textarea
          label={t("flow.answer.error")}
          value={error}
          onChange={(event) => setError(event.currentTarget.value)}
          autosize
          minRows={2}
        />
      )}
      {problem !== null && <p role="alert">{t("flow.answer.refused", { problem })}</p>}
      <div className={pageStyles.actions}>
        <Button type="submit" size="xs" disabled={!canSend} loading={isSending}>
          {t(`flow.answer.send.${kind}`)}
        </Button>
        <Button size="xs" variant="default" onClick={onClose}>
          {t("flow.answer.cancel")}
        </Button>
      </div>
    </form>
  );
}

/** The outputs that the step declares, without values. */
function template(step: Step): string {
  const names = provided(step).map(({ name, config }) => {
    const mapping = config["mapping"];
    const inner = isJsonObject(mapping) && typeof mapping["name"] === "string" ? mapping["name"] : "";
    return `  ${JSON.stringify(inner || name)}: null`;
  });
  return names.length === 0 ? "{}" : `{\n${names.join(",\n")}\n}`;
}

function readOutputs(text: string): Readonly<Record<string, Json>> | null {
  try {
    const value = parseJson(text);
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}
