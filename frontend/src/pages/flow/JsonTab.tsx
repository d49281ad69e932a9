import { useThrottledValue } from "@mantine/hooks";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFlowState } from "../../data/flowState";
import { readObject } from "../../model/event";
import type { Flow } from "../../model/flow";
import { writeFlow } from "../../model/flowText";
import { JsonTree } from "../../ui/JsonTree";
import { Loading } from "../../ui/Loading";
import { ReadProblem } from "../../ui/ReadProblem";
import pageStyles from "../page.module.css";
import { useIsReplay } from "./present";

const FOLLOW_MS = 2000;

interface Props {
  readonly flow: Flow;
  readonly step: string | undefined;
}

/** State and plan as trees: as the API answers them, and in replay as they follow from the events. */
export default function JsonTab({ flow, step }: Props) {
  const { t } = useTranslation();
  const isReplay = useIsReplay();
  const upTo = useThrottledValue(flow.next_sequence, FOLLOW_MS);
  const answer = useFlowState(flow.id, upTo, !isReplay);
  const past = useMemo(() => (isReplay ? writeFlow(flow) : undefined), [flow, isReplay]);
  const data = isReplay ? past : answer.data;
  if (!isReplay && answer.error && data === undefined) {
    return (
      <ReadProblem what={t("flow.json.what")} error={answer.error} onTryAgain={() => void answer.refetch()} />
    );
  }
  if (data === undefined) return <Loading awaited="server" />;
  const { plan, ...state } = readObject(data);
  const execution = step === undefined ? undefined : readObject(state["executions"])[step];
  const definition = step === undefined ? undefined : readObject(readObject(plan)["steps"])[step];
  const parts = [
    ["execution", execution, ["executions", step ?? ""]],
    ["definition", definition, ["plan", "steps", step ?? ""]],
    ["state", state, []],
    ["plan", plan, ["plan"]],
  ] as const;
  return (
    <div className={pageStyles.section}>
      {parts.map(
        ([name, value, path]) =>
          value !== undefined && (
            <section key={name} className={pageStyles.section}>
              <h2>{t(`flow.json.${name}`)}</h2>
              <JsonTree value={value} place={{ flow: flow.id, path }} hasTools plain={PLAIN} />
            </section>
          ),
      )}
    </div>
  );
}

/** The parent's receipt token is no secret of the step's. */
const PLAIN = ["/metadata/parent_work_item_token"];
