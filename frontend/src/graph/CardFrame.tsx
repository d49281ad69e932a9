import { memo } from "react";
import { useTranslation } from "react-i18next";
import { Card } from "./Card";
import { cardLabel } from "./cardLabel";
import styles from "./StepGraph.module.css";
import type { CardLook } from "./look";
import type { SceneCard } from "./scene";

interface Props {
  readonly card: SceneCard;
  readonly x: number;
  readonly y: number;
  readonly look: CardLook | undefined;
  readonly isShort: boolean;
  readonly isSelected: boolean;
  /** The one card that the Tab key reaches. */
  readonly isActive: boolean;
  readonly isFaded: boolean;
  readonly isMoving: boolean;
  readonly lit: string | null;
}

/** A card at its place, with its border, its focus and what those hear who hear the page. */
export const CardFrame = memo(function CardFrame(props: Props) {
  const { card, x, y, look, isShort, isSelected, isActive, isFaded, isMoving, lit } = props;
  const { t } = useTranslation();
  return (
    <div
      role="option"
      aria-selected={isSelected}
      tabIndex={isActive ? 0 : -1}
      className={styles.card}
      data-card={card.id}
      data-tone={isFaded ? "faded" : look?.tone}
      data-edge={look?.hasEdge ? look.state : undefined}
      data-selected={isSelected || undefined}
      data-marked={look?.isMarked || undefined}
      data-moving={isMoving || undefined}
      data-group={card.group ? "" : undefined}
      style={{ transform: `translate(${x}px, ${y}px)`, width: card.width, height: card.height }}
    >
      <span className={styles.heard}>{cardLabel(card, look, t)}</span>
      <Card card={card} look={look} isShort={isShort} lit={lit} />
    </div>
  );
});
