import { useTranslation } from "react-i18next";
import type { Effects, Wire } from "../data/checks";
import { StepLink } from "../ui/StepLink";
import styles from "./editor.module.css";

/** What saving changes elsewhere. */
export function EffectsList({ effects }: { readonly effects: Effects }) {
  const { t } = useTranslation();
  const { wires_gained, wires_lost, inputs_without_provider, flow_steps } = effects;
  const opened = inputs_without_provider.filter(({ is_new }) => is_new);
  const count = wires_gained.length + wires_lost.length + opened.length + flow_steps.length;
  return (
    <details>
      <summary className={styles.summary}>
        {t("editor.effects.title")} <span className={styles.secondary}>({count})</span>
      </summary>
      <div className={styles.effects}>
        {count === 0 && <p>{t("editor.effects.none")}</p>}
        <Wires title={t("editor.effects.gained")} wires={wires_gained} className={styles.gained} />
        <Wires title={t("editor.effects.lost")} wires={wires_lost} className={styles.lost} />
        {opened.length > 0 && (
          <div>
            <strong>{t("editor.effects.open")}</strong>
            <ul className={styles.list}>
              {opened.map(({ step_id, attribute }) => (
                <li key={`${step_id}\u0000${attribute}`}>
                  <code>{attribute}</code> – <StepLink id={step_id} />
                </li>
              ))}
            </ul>
          </div>
        )}
        {flow_steps.length > 0 && (
          <div>
            <strong>{t("editor.effects.flowSteps")}</strong>
            <ul className={styles.list}>
              {flow_steps.map(({ step_id }) => (
                <li key={step_id}>
                  <StepLink id={step_id} />
                </li>
              ))}
            </ul>
          </div>
        )}
        <p className={styles.secondary}>{t("editor.effects.running")}</p>
      </div>
    </details>
  );
}

interface WiresProps {
  readonly title: string;
  readonly wires: readonly Wire[];
  readonly className: string | undefined;
}

function Wires({ title, wires, className }: WiresProps) {
  const { t } = useTranslation();
  if (wires.length === 0) return null;
  return (
    <div>
      <strong className={className}>{title}</strong>
      <ul className={`${styles.list} ${styles.scroll}`}>
        {wires.map(({ attribute, provider, consumer }) => (
          <li key={`${attribute}\u0000${provider}\u0000${consumer}`}>
            {t("editor.effects.wire", { attribute, provider, consumer })}
          </li>
        ))}
      </ul>
    </div>
  );
}
