import { TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import { useIsFlowIdTaken } from "../data/flowIds";
import { normaliseId } from "../editor/draft/ids";

const ASK_AFTER_MS = 300;
const LONGEST = 256;

interface Props {
  readonly value: string;
  readonly onChange: (id: string) => void;
  /** What the server said of the id. */
  readonly refusal: string | undefined;
}

/** The id of the new flow, as it will be kept, and whether it is free. */
export function FlowIdField({ value, onChange, refusal }: Props) {
  const { t } = useTranslation();
  const id = normaliseId(value);
  const [settled] = useDebouncedValue(id, ASK_AFTER_MS);
  const isTaken = useIsFlowIdTaken(settled).data;
  const problem =
    refusal ??
    (id === ""
      ? t("start.idEmpty")
      : id.length > LONGEST
        ? t("start.idLong", { limit: LONGEST })
        : settled === id && isTaken === true
          ? t("start.idTaken")
          : null);
  const note =
    id !== value && id !== "" ? t("start.idKept", { id }) : isTaken === false ? t("start.idFree") : null;
  return (
    <TextInput
      label={t("start.id")}
      description={note ?? t("start.idHelp")}
      inputWrapperOrder={["label", "input", "description", "error"]}
      value={value}
      error={problem}
      autoComplete="off"
      spellCheck={false}
      styles={{ input: { fontFamily: "var(--font-code)" } }}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
