import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Words } from "./conditionWords";
import { useIsReplay } from "./present";

/** What sentences about a flow are made with. */
export function useWords(): Words {
  const { t, i18n } = useTranslation();
  const isExact = useIsReplay();
  const { language } = i18n;
  return useMemo(() => ({ t, language, isExact }), [t, language, isExact]);
}
