import { ChevronDown, ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Flow } from "../../../model/flow";
import { NO_EDGES } from "../../../model/plan";
import { shortValue } from "../../../model/shortValue";
import tableStyles from "../../../ui/table.module.css";
import pageStyles from "../../page.module.css";
import { StepOfFlow } from "../FlowLink";
import { isMaskedName, useMasks } from "../useMasks";
import { AttributeDetails } from "./AttributeDetails";
import { Origin } from "./Origin";
import styles from "./values.module.css";

interface Props {
  readonly flow: Flow;
  readonly name: string;
  readonly isLit: boolean;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  readonly onLight: (attribute: string | null) => void;
}

/** One attribute: its value in short, where that comes from, and its users; opened, all there is to know. */
export function AttributeRow({ flow, name, isLit, isOpen, onToggle, onLight }: Props) {
  const { t } = useTranslation();
  const masks = useMasks();
  const values = flow.attributes.get(name) ?? [];
  const last = values.at(-1);
  const { consumers, providers } = flow.plan.attributes.get(name) ?? NO_EDGES;
  return (
    <tbody>
      <tr data-selected={isLit} onMouseEnter={() => onLight(name)} onMouseLeave={() => onLight(null)}>
        <th scope="row">
          <button
            type="button"
            className={styles.open}
            aria-expanded={isOpen}
            onClick={onToggle}
            onFocus={() => onLight(name)}
            onBlur={() => onLight(null)}
          >
            {isOpen ? <ChevronDown size={14} aria-hidden /> : <ChevronRight size={14} aria-hidden />}
            <code>{name}</code>
          </button>
        </th>
        <td>
          {last === undefined ? (
            <span className={pageStyles.secondary}>
              {flow.status === "active" && providers.length > 0
                ? t("flow.values.missing")
                : t("flow.values.never")}
            </span>
          ) : (
            <>
              <code className={tableStyles.clip}>
                {isMaskedName(name, masks) ? "••••••" : shortValue(last.value)}
              </code>
              {values.length > 1 && (
                <span className={pageStyles.secondary}>
                  {t("flow.values.more", { count: values.length - 1 })}
                </span>
              )}
            </>
          )}
        </td>
        <td>{last && <Origin flow={flow} value={last} />}</td>
        <td>
          {consumers.length === 0 ? (
            <span className={pageStyles.secondary}>{t("flow.values.nobody")}</span>
          ) : (
            <span className={pageStyles.list}>
              {consumers.map((id) => (
                <StepOfFlow key={id} id={id} flow={flow} tab="values" />
              ))}
            </span>
          )}
        </td>
      </tr>
      {isOpen && (
        <tr>
          <td colSpan={4}>
            <AttributeDetails flow={flow} name={name} />
          </td>
        </tr>
      )}
    </tbody>
  );
}
