import { useThrottledValue } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import { useFlowState } from "../../data/queries";
import { readObject } from "../../model/event";
import type { Flow } from "../../model/flow";
import { stringifyJson } from "../../model/json";
import { CopyText } from "../../ui/CopyText";
import { JsonTree } from "../../ui/JsonTree";
import { Loading } from "../../ui/Loading";
import { ReadProblem } from "../../ui/ReadProblem";
import pageStyles from "../page.module.css";

const FOLLOW_MS = 2000;

/** The state as the API answers it, plan and all. */
export function JsonTab({ flow }: { readonly flow: Flow }) {
  const { t } = useTranslation();
  const upTo = useThrottledValue(flow.next_sequence, FOLLOW_MS);
  const { data, error, refetch } = useFlowState(flow.id, upTo);
  if (error && data === undefined) {
    return <ReadProblem what={t("flow.json.what")} error={error} onTryAgain={() => void refetch()} />;
  }
  if (data === undefined) return <Loading awaited="server" />;
  const { plan, ...state } = readObject(data);
  return (
    <div className={pageStyles.section}>
      {(["state", "plan"] as const).map((name) => {
        const value = name === "plan" ? (plan ?? null) : state;
        return (
          <section key={name} className={pageStyles.section}>
            <div className={pageStyles.actions}>
              <h2>{t(`flow.json.${name}`)}</h2>
              <CopyText text={stringifyJson(value, 2)} what={t(`flow.json.${name}`)} />
            </div>
            <JsonTree value={value} />
          </section>
        );
      })}
    </div>
  );
}
