const TEAMS = ['payments', 'platform', 'search', 'checkout', 'identity', 'data'] as const;

/** A point in time between 2023 and 2026, from a random number; one in eight has milliseconds. */
export function timeOf(draw: number): Date {
  const seconds = 1_672_531_200 + (draw % 94_000_000);
  const milliseconds = draw % 8 === 0 ? (draw >>> 8) % 1_000 : 0;
  return new Date(seconds * 1_000 + milliseconds);
}

/** Tags from a random number: none for one resource in five; some values need escaping. */
export function tagsOf(draw: number): { Key: string; Value: string }[] {
  if (draw % 5 === 0) return [];
  const tags = [
    { Key: 'team', Value: TEAMS[draw % TEAMS.length] ?? '' },
    { Key: 'environment', Value: draw % 3 === 0 ? 'production' : 'staging' },
  ];
  if (draw % 7 === 0)
    tags.push({ Key: 'note', Value: `R&D <draft> "Zürich" ’${draw % 100}’ 東京` });
  return tags;
}
