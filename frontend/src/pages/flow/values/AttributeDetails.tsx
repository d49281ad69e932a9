import { useTranslation } from "react-i18next";
import type { Flow } from "../../../model/flow";
import { usesOf, type Use } from "../../../model/provenance";
import { JsonTree } from "../../../ui/JsonTree";
import { Phrase } from "../../../ui/Phrase";
import pageStyles from "../../page.module.css";
import { StepOfFlow } from "../FlowLink";
import { isMaskedName, useMasks } from "../useMasks";
import { Origin } from "./Origin";
import styles from "./values.module.css";

/** All values of an attribute in order of arrival, and for each consumer which of them it used, or why none. */
export function AttributeDetails({ flow, name }: { readonly flow: Flow; readonly name: string }) {
  const { t } = useTranslation();
  const masks = useMasks();
  const values = flow.attributes.get(name) ?? [];
  const uses = usesOf(flow, name);
  return (
    <div className={styles.details}>
      {values.length > 0 && (
        <ol className={styles.values}>
          {values.map((value, place) => (
            <li key={place}>
              <div className={pageStyles.actions}>
                {values.length > 1 && <strong>{t("flow.values.number", { number: place + 1 })}</strong>}
                <span>
                  <Origin flow={flow} value={value} />
                </span>
              </div>
              {isMaskedName(name, masks) ? (
                // The tree hides what a name marks as a secret, and shows it when it is asked to.
                <JsonTree value={{ [name]: value.value }} />
              ) : (
                <JsonTree
                  value={value.value}
                  place={{ flow: flow.id, path: ["attributes", name, place, "value"] }}
                />
              )}
            </li>
          ))}
        </ol>
      )}
      {uses.length > 0 && (
        <ul className={styles.uses} aria-label={t("flow.values.uses")}>
          {uses.map((use) => (
            <li key={use.step}>
              <UseText flow={flow} use={use} count={values.length} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function UseText({ flow, use, count }: { readonly flow: Flow; readonly use: Use; readonly count: number }) {
  const { t } = useTranslation();
  const parts = { step: <StepOfFlow flow={flow} id={use.step} tab="values" /> };
  const { usage } = use;
  const policy = use.isGate
    ? t("flow.policy.gate", { collect: t(`flow.policy.${use.collect}`) })
    : t(`flow.policy.${use.collect}`);
  const say = (text: (mark: { readonly step: string }) => string) => <Phrase text={text} parts={parts} />;
  if (usage.kind === "uses" && usage.places.length === 0) {
    return say((mark) => t("flow.uses.without", mark));
  }
  if (usage.kind === "uses" || usage.kind === "oneOf") {
    const numbers = usage.places.map((place) => place + 1).join(", ");
    const others = count - usage.places.length;
    if (usage.kind === "oneOf") return say((mark) => t("flow.uses.oneOf", { ...mark, numbers, policy }));
    return (
      <>
        {say((mark) =>
          count === 1
            ? t("flow.uses.it", { ...mark, policy })
            : t("flow.uses.uses", { ...mark, numbers, policy, count: usage.places.length }),
        )}
        {others > 0 && ` ${t("flow.uses.others", { count: others })}`}
      </>
    );
  }
  return say((mark) => t(`flow.uses.${usage.kind}`, { ...mark, policy }));
}
