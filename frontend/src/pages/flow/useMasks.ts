import { USUAL_MASKS, useSession } from "../../data/session";

/** Names that contain one of these are not shown until they are asked for. */
export function useMasks(): readonly string[] {
  return useSession().data?.mask_patterns ?? USUAL_MASKS;
}

export function isMaskedName(name: string, masks: readonly string[]): boolean {
  const lower = name.toLowerCase();
  return masks.some((mask) => lower.includes(mask));
}
