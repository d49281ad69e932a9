import {
  ArrowRightLeft,
  Boxes,
  Equal,
  Filter,
  GitBranch,
  Layers,
  Lock,
  LogIn,
  LogOut,
  Repeat,
  RotateCcw,
  Rows3,
  Save,
  Tag,
  Timer,
  Undo2,
  type LucideIcon,
} from "lucide-react";
import type { TFunction } from "i18next";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { readInteger, readText } from "../model/event";
import type { Attribute, Role, Step } from "../model/step";
import { formatDuration } from "../ui/format";
import { StateIcon } from "../ui/StateMark";
import { TypeIcon } from "../ui/TypeMark";
import {
  cutInMiddle,
  footerBadges,
  footerText,
  rowBadges,
  TYPE_SIGNS,
  type FooterBadge,
  type RowBadge,
} from "./badges";
import styles from "./Card.module.css";
import { STATE_COLOURS, type CardLook } from "./look";
import type { SceneCard } from "./scene";

const ROLE_ICONS: Readonly<Record<Role, LucideIcon>> = {
  required: LogIn,
  optional: LogIn,
  const: Lock,
  meta: Tag,
  output: LogOut,
};

const ROW_ICONS: Readonly<Record<RowBadge, LucideIcon>> = {
  forEach: Repeat,
  collect: Layers,
  gate: Filter,
  mapping: ArrowRightLeft,
  deadline: Timer,
  default: Equal,
};

const FOOTER_ICONS: Readonly<Record<FooterBadge["kind"], LucideIcon>> = {
  condition: GitBranch,
  memoizable: Save,
  compensation: Undo2,
  retries: RotateCcw,
  parallelism: Rows3,
};

interface Props {
  readonly card: SceneCard;
  readonly look: CardLook | undefined;
  readonly isShort: boolean;
  /** The attribute of this card that is lit; null for none. */
  readonly lit: string | null;
}

/**
 * What stands inside a card. The card itself, with its focus, its place and all that it says to those who hear the
 * page, is drawn by the graph; so what is seen here is not said again.
 */
export const Card = memo(function Card({ card, look, isShort, lit }: Props) {
  if (!card.step) return <GroupFace card={card} look={look} />;
  if (isShort) return <ShortFace step={card.step} look={look} />;
  return <FullFace card={card} step={card.step} look={look} lit={lit} />;
});

interface FaceProps {
  readonly step: Step;
  readonly look: CardLook | undefined;
}

function FullFace({ card, step, look, lit }: FaceProps & Pick<Props, "card" | "lit">) {
  const { t } = useTranslation();
  const { rows } = card;
  return (
    <>
      <div className={styles.header} aria-hidden>
        <TypeIcon type={step.type} title={t(`words.type.${step.type}`)} />
        <span className={styles.title}>
          <span className={styles.name} title={step.name}>
            {step.name}
          </span>
          {step.id !== step.name && <span className={styles.id}>{cutInMiddle(step.id, 30)}</span>}
        </span>
        {look?.isChanged && <span className={styles.dot} title={t("graph.changed")} />}
        <Mark look={look} />
      </div>
      <div className={styles.rows} aria-hidden data-sides={sides(rows.inputs.length, rows.outputs.length)}>
        {[rows.inputs, rows.outputs].map((attributes, side) => (
          <div key={side}>
            {attributes.map((attribute) => (
              <Row
                key={attribute.name}
                attribute={attribute}
                value={look?.values?.get(attribute.name)}
                isLit={attribute.name === lit}
                t={t}
                isWide={rows.inputs.length === 0 || rows.outputs.length === 0}
              />
            ))}
          </div>
        ))}
        {rows.hidden > 0 && (
          <span className={styles.more} data-unfold={card.id}>
            {t("graph.more", { count: rows.hidden })}
          </span>
        )}
      </div>
      {look?.inset && (
        <div className={styles.inset} data-inset="" style={{ height: look.inset.height }}>
          {look.inset.content}
        </div>
      )}
      <Footer step={step} look={look} />
    </>
  );
}

function sides(inputs: number, outputs: number): "both" | "inputs" | "outputs" {
  return outputs === 0 ? "inputs" : inputs === 0 ? "outputs" : "both";
}

/** The state of the card: its icon, and a word if it has one of its own. */
function Mark({ look }: { readonly look: CardLook | undefined }) {
  const { t } = useTranslation();
  if (!look || (look.state === undefined && look.word === undefined && look.tone !== "goal")) return null;
  const word = look.word ?? (look.tone === "goal" ? t("graph.goal") : undefined);
  return (
    <span className={styles.mark} data-colour={look.state && STATE_COLOURS[look.state]}>
      {word !== undefined && <span>{word}</span>}
      {look.state && <StateIcon look={look.state} title={t(`words.look.${look.state}`)} />}
    </span>
  );
}

/** Characters that fit beside the icon, the sign and the marks; names are monospaced. */
const NARROW_NAME = 16;
const WIDE_NAME = 38;
/** A mark takes the room of two characters, a value the room of most of the rest. */
const BADGE_ROOM = 2;
const VALUE_SHARE = 0.5;

interface RowProps {
  readonly attribute: Attribute;
  readonly value: string | undefined;
  readonly isLit: boolean;
  readonly isWide: boolean;
  /** Taken once for the card: a picture has hundreds of rows. */
  readonly t: TFunction;
}

function Row({ attribute, value, isLit, isWide, t }: RowProps) {
  const { name, role, type } = attribute;
  const Icon = ROLE_ICONS[role];
  const badges = rowBadges(attribute);
  const all = (isWide ? WIDE_NAME : NARROW_NAME) - badges.length * BADGE_ROOM;
  const room = value === undefined ? all : Math.max(5, Math.round(all * (1 - VALUE_SHARE)));
  return (
    <div className={styles.row} data-row={name} data-role={role} data-lit={isLit || undefined}>
      <span className={styles.role} title={t(`words.role.${role}`)}>
        <Icon size={12} aria-hidden />
        {role === "optional" && "?"}
      </span>
      <span className={styles.attribute} title={name}>
        {cutInMiddle(name, room)}
      </span>
      {badges.map((badge) => (
        <RowMark key={badge} badge={badge} attribute={attribute} />
      ))}
      {value === undefined ? (
        <span className={styles.type} title={type}>
          {TYPE_SIGNS[type] ?? ""}
        </span>
      ) : (
        <span className={styles.value} title={value}>
          {value}
        </span>
      )}
    </div>
  );
}

function RowMark({ badge, attribute }: { readonly badge: RowBadge; readonly attribute: Attribute }) {
  const { t, i18n } = useTranslation();
  const Icon = ROW_ICONS[badge];
  const { config } = attribute;
  return (
    <span
      className={styles.badge}
      title={t(`graph.badge.${badge}`, {
        collect: readText(config["collect"]),
        value: readText(config["default"]),
        duration: formatDuration(readInteger(config["deadline"]), t, i18n.language),
      })}
    >
      <Icon size={12} aria-hidden />
    </span>
  );
}

function Footer({ step, look }: FaceProps) {
  const { t } = useTranslation();
  const text = footerText(step);
  return (
    <div className={styles.footer} aria-hidden>
      {look?.line === undefined ? (
        <span className={styles.call} title={text}>
          {text}
        </span>
      ) : (
        <span className={styles.line} title={look.line}>
          {look.line}
        </span>
      )}
      {footerBadges(step).map(({ kind, count = 0 }) => {
        const Icon = FOOTER_ICONS[kind];
        const isEndless = kind === "retries" && count < 0;
        return (
          <span
            key={kind}
            className={styles.badge}
            title={isEndless ? t("graph.badge.retriesNoLimit") : t(`graph.badge.${kind}`, { count })}
          >
            <Icon size={12} aria-hidden />
            {isEndless ? "∞" : count > 0 && count}
          </span>
        );
      })}
      {look?.bar && <Bar parts={look.bar} />}
    </div>
  );
}

/** The items of a step by state, as segments whose lengths are their shares. */
function Bar({ parts }: { readonly parts: NonNullable<CardLook["bar"]> }) {
  const { t } = useTranslation();
  const words = parts.map(({ look, count }) => `${count} ${t(`words.look.${look}`)}`).join(", ");
  return (
    <span className={styles.bar} title={words}>
      {parts.map(({ look, count }) => (
        <span key={look} data-colour={STATE_COLOURS[look]} style={{ flexGrow: count }} />
      ))}
    </span>
  );
}

function ShortFace({ step, look }: FaceProps) {
  const { t } = useTranslation();
  const outputs = step.attributes.filter(({ role }) => role === "output").length;
  return (
    <div className={styles.short} aria-hidden>
      <span className={styles.shortName}>{step.name}</span>
      <span className={styles.shortFacts}>
        <TypeIcon type={step.type} title={t(`words.type.${step.type}`)} />
        <span>
          {step.attributes.length - outputs} → {outputs}
        </span>
        <Mark look={look} />
      </span>
    </div>
  );
}

function GroupFace({ card, look }: Pick<Props, "card" | "look">) {
  const { t } = useTranslation();
  return (
    <div className={styles.short} aria-hidden>
      <span className={styles.shortName}>{card.group?.name}</span>
      <span className={styles.shortFacts}>
        <Boxes aria-hidden />
        <span>{t("graph.steps", { count: card.group?.members.length ?? 0 })}</span>
        <Mark look={look} />
      </span>
    </div>
  );
}
