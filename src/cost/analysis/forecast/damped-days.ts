/** How far a damped trend goes in so many days, in days of its first slope. */
export function dampedDays(days: number, damping: number): number {
  return (damping * (1 - damping ** days)) / (1 - damping);
}
