import { Button, NativeSelect, Switch, VisuallyHidden } from "@mantine/core";
import { Maximize2, Minimize2 } from "lucide-react";
import { useId, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ScriptUse } from "../../data/checks";
import { useCatalog } from "../../data/live";
import { readObject, readText } from "../../model/event";
import type { AttributeRow } from "../draft/attributes";
import { switchedOff, switchedOn, withField } from "../draft/draft";
import type { AttributeFieldKey, StepFieldKey } from "../draft/fields";
import { pathKey } from "../draft/paths";
import { definitionIn, useEditor, useEditorActs, useValueAt } from "../editorStore";
import { useFieldProblems } from "../form/useFieldProblems";
import { ProblemLines } from "../form/ProblemLines";
import { availableNames } from "./names";
import { NamesList } from "./NamesList";
import { ScriptCode } from "./ScriptCode";
import { ScriptHelp } from "./ScriptHelp";
import { TryScript } from "./TryScript";
import { useTry } from "./useTry";
import { useScriptCheck } from "./useScriptCheck";
import styles from "./script.module.css";

interface Props {
  readonly field: StepFieldKey | AttributeFieldKey;
  readonly path: readonly string[];
  readonly use: ScriptUse;
  /** Of a match or a mapping: the attribute that it belongs to. */
  readonly attribute?: AttributeRow;
}

const ALL_LANGUAGES = ["ale", "lua", "jpath"] as const;
type Language = (typeof ALL_LANGUAGES)[number];

/** A script in its place: language, code with the engine's diagnostics, the names it sees, trying it, help. */
export function ScriptField({ field, path, use, attribute }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const editor = useEditorActs();
  const stored = useValueAt(path);
  const isOn = stored !== undefined && stored !== null;
  const isOptional = use !== "step";
  const title = t(`editor.field.${field}.label`);
  const toggle = (wanted: boolean) =>
    editor.act((draft) =>
      wanted
        ? switchedOn(draft, path, { language: isOptional ? "jpath" : "ale", script: "" })
        : switchedOff(draft, path, editor.state.base.definition),
    );
  return (
    <div className={styles.field} data-path={pathKey(path)} role="group" aria-labelledby={`${id}-title`}>
      {isOptional ? (
        <Switch
          label={<span id={`${id}-title`}>{title}</span>}
          aria-describedby={`${id}-help`}
          checked={isOn}
          onChange={(event) => toggle(event.currentTarget.checked)}
        />
      ) : (
        <VisuallyHidden id={`${id}-title`}>{title}</VisuallyHidden>
      )}
      <p id={`${id}-help`} className={`${styles.secondary} ${styles.small}`}>
        {t(`editor.field.${field}.help`)}
      </p>
      {isOn && <ScriptBody label={title} path={path} use={use} attribute={attribute ?? null} />}
    </div>
  );
}

interface BodyProps {
  readonly label: string;
  readonly path: readonly string[];
  readonly use: ScriptUse;
  readonly attribute: AttributeRow | null;
}

function ScriptBody({ label, path, use, attribute }: BodyProps) {
  const { t } = useTranslation();
  const editor = useEditorActs();
  const catalog = useCatalog();
  const definition = useEditor(definitionIn);
  const stepId = useEditor((state) => state.base.id);
  const { language: storedLanguage, script: storedScript } = readObject(useValueAt(path));
  const language = readText(storedLanguage);
  const script = readText(storedScript);
  const mayBeOneLine = use === "match" || use === "mapping" || use === "output_mapping";
  const [isSmall, setSmall] = useState(mayBeOneLine && !script.includes("\n"));
  const [insertion, setInsertion] = useState({ text: "", count: 0 });

  const names = useMemo(
    () => availableNames(definition, use, attribute, catalog, stepId, t),
    [definition, use, attribute, catalog, stepId, t],
  );
  const inputs = names.flatMap(({ name, attribute: of }) => (of === null ? [] : [name]));
  const place = { language, script, use, names: use === "match" ? [] : inputs };
  const trial = useTry(place, attribute, path);
  const check = useScriptCheck(place, language !== "" && script !== "");
  // The engine's word on the whole step comes here too; what the script's own check says is not said twice.
  const others = useFieldProblems(path).filter((problem) => problem.line === 0 || check.failure !== "");
  const said = new Set(check.problems.map(({ message }) => message));
  const languages: readonly Language[] = use === "step" ? ["ale", "lua"] : ALL_LANGUAGES;
  const choices = languages.map((value) => ({ value, label: t(`editor.script.${value}`) }));
  const known = languages.find((one) => one === language);
  return (
    <div className={styles.body}>
      <div className={styles.head}>
        <NativeSelect
          aria-label={t("editor.script.language")}
          data={known ? choices : [...choices, { value: language, label: language }]}
          value={language}
          onChange={(event) => {
            const chosen = event.currentTarget.value;
            editor.act((draft) => withField(draft, [...path, "language"], chosen));
          }}
        />
        {mayBeOneLine && (
          <Button
            variant="subtle"
            color="gray"
            size="compact-sm"
            leftSection={isSmall ? <Maximize2 size={14} aria-hidden /> : <Minimize2 size={14} aria-hidden />}
            onClick={() => setSmall(!isSmall)}
          >
            {t(isSmall ? "editor.script.grow" : "editor.script.shrink")}
          </Button>
        )}
      </div>
      <div className={styles.beside} data-small={isSmall}>
        <div className={styles.body}>
          <ScriptCode
            // What a field shows beside its lines is fixed when it is made.
            key={String(isSmall)}
            label={label}
            language={known ?? "lua"}
            script={script}
            names={names}
            problems={check.problems}
            isSmall={isSmall}
            insertion={insertion}
            onChange={(text) =>
              editor.act((draft) => withField(draft, [...path, "script"], text), pathKey(path))
            }
            onRun={() => void trial.run()}
          />
          {check.failure !== "" && (
            <p className={styles.doubt}>{t("editor.script.notChecked", { why: check.failure })}</p>
          )}
          <ProblemLines
            problems={[...check.problems, ...others.filter(({ message }) => !said.has(message))]}
          />
        </div>
        <NamesList
          use={use}
          names={names}
          definition={definition}
          onInsert={(text) =>
            setInsertion(({ count }) => ({ text: inserted(language, text), count: count + 1 }))
          }
        />
      </div>
      <TryScript use={use} names={names} attribute={attribute} trial={trial} />
      {known && (
        <ScriptHelp
          language={known}
          onExample={(text) => editor.act((draft) => withField(draft, [...path, "script"], text))}
        />
      )}
    </div>
  );
}

function inserted(language: string, name: string): string {
  if (language !== "jpath" || name === "value") return name;
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? `$.${name}` : `$[${JSON.stringify(name)}]`;
}
