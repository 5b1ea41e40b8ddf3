/** How strongly a share is coloured among others. */

/** Colours beside none. */
export const heatLevels = 8;

/** From 0, for nothing, to `heatLevels`, for the greatest of the shares and above. */
export function heatLevel(share: number, greatest: number): number {
  if (share <= 0 || greatest <= 0) return 0;
  return Math.min(heatLevels, Math.max(1, Math.ceil((share / greatest) * heatLevels)));
}
