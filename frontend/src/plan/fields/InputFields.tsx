import { Autocomplete } from "@mantine/core";
import { ChevronDown, ChevronRight } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { INPUT_SECTIONS, type PlanInput } from "../../model/planInputs";
import { compareText } from "../../model/step";
import { focusDone, focusInput, useFocusRequest } from "../focusRequest";
import styles from "../plan.module.css";
import type { PlanMode } from "../usePlanMode";
import { AttributeField } from "./AttributeField";
import { useHeldSections } from "./useHeldSections";

interface Props {
  readonly mode: PlanMode;
  /** While true no field changes its place: somebody is typing. */
  readonly isHeld: boolean;
  /** What the server said of attributes when it refused the start. */
  readonly refusals: ReadonlyMap<string, string>;
  readonly onStart: () => void;
  /** The field in which one is; null when one has left it. */
  readonly onFocusInput?: ((name: string | null) => void) | undefined;
}

/** One field per input of the plan: missing ones first, then given, optional and made ones. */
export function InputFields({ mode, isHeld, refusals, onStart, onFocusInput }: Props) {
  const { t } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  const [added, setAdded] = useState<readonly string[]>([]);
  // What the plan makes is there to be overridden, which one rarely wants.
  const [isMadeOpen, setMadeOpen] = useState(false);
  const sections = useHeldSections(withAdded(mode, added), isHeld);
  useFocusWish(place, mode.inputs);
  return (
    <div ref={place} className={styles.fields}>
      {INPUT_SECTIONS.flatMap((section) => {
        const inputs = sections.get(section) ?? [];
        if (inputs.length === 0) return [];
        return [
          <h3 key={`section ${section}`}>
            {section === "made" ? (
              <button
                type="button"
                className={styles.textButton}
                aria-expanded={isMadeOpen}
                onClick={() => setMadeOpen(!isMadeOpen)}
              >
                {isMadeOpen ? <ChevronDown size={14} aria-hidden /> : <ChevronRight size={14} aria-hidden />}
                {t("plan.group.made", { count: inputs.length })}
              </button>
            ) : (
              t(`plan.group.${section}`, { count: inputs.length })
            )}
          </h3>,
          ...(section === "made" && !isMadeOpen ? [] : inputs).map((input) => (
            <div
              key={`input ${input.name}`}
              data-input={input.name}
              onFocusCapture={() => onFocusInput?.(input.name)}
              onBlurCapture={() => onFocusInput?.(null)}
            >
              <AttributeField
                input={input}
                values={mode.draft.get(input.name) ?? []}
                onChange={(values) => mode.setValues(input.name, values)}
                problem={mode.problems.get(input.name)}
                refusal={refusals.get(input.name)}
                isMasked={mode.isMasked(input.name)}
                onStart={onStart}
              />
            </div>
          )),
        ];
      })}
      {mode.plan && mode.inputs.length === 0 && <p className={styles.secondary}>{t("plan.noInputs")}</p>}
      <OtherAttribute
        mode={mode}
        onAdd={(name) => {
          setAdded([...added, name]);
          // It may be one that the plan makes, whose field is folded away.
          setMadeOpen(
            isMadeOpen || mode.inputs.some((input) => input.name === name && input.section === "made"),
          );
          focusInput(name);
        }}
      />
    </div>
  );
}

/** Any attribute may be given, also one that the plan does not ask for: it may open another way, or close one. */
function OtherAttribute({
  mode,
  onAdd,
}: {
  readonly mode: PlanMode;
  readonly onAdd: (name: string) => void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const open = mode.inputs.filter(({ section }) => section !== "made");
  const known = new Set(open.map(({ name }) => name));
  const names = [...mode.catalog.attributes.keys()].filter((name) => !known.has(name)).sort(compareText);
  const add = (name: string) => {
    if (name === "") return;
    onAdd(name);
    setText("");
  };
  return (
    <Autocomplete
      label={t("plan.other.label")}
      description={t("plan.other.help")}
      placeholder={t("plan.other.placeholder")}
      comboboxProps={{ withinPortal: false }}
      data={names}
      limit={20}
      value={text}
      onChange={setText}
      onOptionSubmit={add}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        add(text.trim());
      }}
    />
  );
}

function withAdded({ inputs, typeOf }: PlanMode, added: readonly string[]): readonly PlanInput[] {
  const known = new Set(inputs.map(({ name }) => name));
  const more = [...new Set(added)].filter((name) => !known.has(name));
  return [
    ...inputs,
    ...more.map((name): PlanInput => ({
      name,
      type: typeOf(name),
      group: "optional",
      section: "optional",
      defaults: [],
      consumers: [],
      providers: [],
    })),
  ];
}

/** Gives the focus to the field that somebody asked for, as soon as it is there. */
function useFocusWish(place: React.RefObject<HTMLDivElement | null>, inputs: readonly PlanInput[]): void {
  const wanted = useFocusRequest((state) => state.wanted);
  useEffect(() => {
    if (wanted === null) return;
    const name =
      wanted === "firstMissing" ? inputs.find(({ group }) => group === "missing")?.name : wanted.name;
    if (name === undefined) return;
    const field = place.current?.querySelector(`[data-input="${CSS.escape(name)}"]`);
    const control = field?.querySelector<HTMLElement>("textarea, input, [contenteditable=true]");
    if (!control) return;
    control.focus();
    focusDone();
  }, [wanted, inputs, place]);
}
