import { Button } from "@mantine/core";
import { Play } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { ScriptUse } from "../../data/checks";
import type { AttributeRow } from "../draft/attributes";
import { CandidateSamples } from "./CandidateSamples";
import { InputSamples } from "./InputSamples";
import type { Available } from "./names";
import { Outcomes } from "./Outcomes";
import type { Trial } from "./useTry";
import styles from "./script.module.css";

interface Props {
  readonly use: ScriptUse;
  readonly names: readonly Available[];
  readonly attribute: AttributeRow | null;
  readonly trial: Trial;
}

/** Samples, a button, and what came of it. */
export function TryScript({ use, names, attribute, trial }: Props) {
  const { t } = useTranslation();
  const { isOfInputs, text, keep, isOpen, setOpen, isRunning, tried, run } = trial;
  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={styles.summary}>{t("editor.script.try")}</summary>
      {isOpen && (
        <div className={styles.panel}>
          {isOfInputs ? (
            <InputSamples names={names} text={text} onText={keep} />
          ) : (
            <CandidateSamples attribute={attribute} use={use} text={text} onText={keep} />
          )}
          <div className={styles.head}>
            <Button
              leftSection={<Play size={14} aria-hidden />}
              aria-disabled={isRunning}
              onClick={() => void run()}
            >
              {t(isRunning ? "editor.script.running" : "editor.script.run")}
            </Button>
            <span className={`${styles.secondary} ${styles.small}`}>
              {t("editor.script.runKey")}. {t("editor.script.limits")}
            </span>
          </div>
          {tried && <Outcomes use={use} tried={tried} />}
        </div>
      )}
    </details>
  );
}
