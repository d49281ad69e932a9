import { useTranslation } from "react-i18next";
import type { ScriptUse } from "../../data/checks";
import type { JsonObject } from "../../model/json";
import { scriptOutputs } from "../draft/attributes";
import type { Available } from "./names";
import styles from "./script.module.css";

interface Props {
  readonly use: ScriptUse;
  readonly names: readonly Available[];
  readonly definition: JsonObject;
  readonly onInsert: (name: string) => void;
}

/** What the script can name, with type and origin, and what it has to give back. */
export function NamesList({ use, names, definition, onInsert }: Props) {
  const { t } = useTranslation();
  return (
    <div className={styles.names}>
      <strong>{t("editor.script.names")}</strong>
      {names.length === 0 ? (
        <p className={styles.secondary}>{t("editor.script.noNames")}</p>
      ) : (
        <ul className={styles.names}>
          {names.map(({ name, type, origin }) => (
            <li key={name}>
              <button
                type="button"
                className={styles.insert}
                aria-label={t("editor.script.insertName", { name })}
                onClick={() => onInsert(name)}
              >
                {name}
              </button>
              <span className={styles.secondary}>{[type, origin].filter(Boolean).join(", ")}</span>
            </li>
          ))}
        </ul>
      )}
      <p>
        <strong>{t("editor.script.gives")}</strong>{" "}
        <span className={styles.secondary}>{useGives(use, definition)}</span>
      </p>
    </div>
  );
}

function useGives(use: ScriptUse, definition: JsonObject): string {
  const { t } = useTranslation();
  if (use === "predicate" || use === "match") return t("editor.script.givesBoolean");
  if (use !== "step") return t("editor.script.givesValue");
  const outputs = scriptOutputs(definition).map(({ name, type }) =>
    type === "" ? name : `${name} (${type})`,
  );
  return outputs.length === 0
    ? t("editor.script.givesNothing")
    : t("editor.script.givesOutputs", { outputs: outputs.join(", ") });
}
