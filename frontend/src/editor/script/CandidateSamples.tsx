import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { readSamples, type ScriptUse } from "../../data/checks";
import { stringifyJson } from "../../model/json";
import type { AttributeRow } from "../draft/attributes";
import { readCandidates } from "./samples";
import styles from "./script.module.css";

interface Props {
  readonly attribute: AttributeRow | null;
  readonly use: ScriptUse;
  readonly text: string;
  readonly onText: (text: string) => void;
}

const RECENT = 5;

/** Values for a match or a mapping, one per line, so that several verdicts stand below each other. */
export function CandidateSamples({ attribute, use, text, onText }: Props) {
  const { t } = useTranslation();
  const [failure, setFailure] = useState("");
  const { wrongLine } = readCandidates(text);
  const fill = async () => {
    setFailure("");
    try {
      const samples = await readSamples(attribute?.name ?? "", RECENT);
      if (samples.length === 0) setFailure(t("editor.script.noRecent"));
      else onText(samples.map(({ value }) => stringifyJson(value)).join("\n"));
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <>
      <Textarea
        label={t("editor.script.candidates")}
        autosize
        minRows={2}
        maxRows={10}
        spellCheck={false}
        placeholder={use === "output_mapping" ? '{"total": 5}' : "5"}
        error={
          wrongLine > 0
            ? t("editor.script.notJson", { names: t("editor.inLine", { line: wrongLine }) })
            : null
        }
        value={text}
        onChange={(event) => onText(event.currentTarget.value)}
      />
      {use !== "output_mapping" && (
        <div className={styles.head}>
          <Button variant="default" size="compact-sm" onClick={() => void fill()}>
            {t("editor.script.fill")}
          </Button>
        </div>
      )}
      {failure !== "" && <p className={styles.doubt}>{failure}</p>}
    </>
  );
}
