/** Reservations hold one, two and three instances in turn, so that a position is found without counting. */
const INSTANCES_IN_THREE = 6;
const FIRST_OF_RESERVATION = [0, 1, 3] as const;

/** The number of reservations that hold `instances` instances; the last may be cut short. */
export function reservationCount(instances: number): number {
  const full = Math.floor(instances / INSTANCES_IN_THREE);
  const rest = instances % INSTANCES_IN_THREE;
  return full * 3 + FIRST_OF_RESERVATION.filter((first) => first < rest).length;
}

/** The positions of a reservation's instances. */
export function instancesOfReservation(reservation: number, instances: number): readonly number[] {
  const first =
    Math.floor(reservation / 3) * INSTANCES_IN_THREE + (FIRST_OF_RESERVATION[reservation % 3] ?? 0);
  const size = (reservation % 3) + 1;
  return Array.from({ length: size }, (_, index) => first + index).filter(
    (index) => index < instances,
  );
}

/** The reservation that holds the instance at a position. */
export function reservationOf(index: number): number {
  const rest = index % INSTANCES_IN_THREE;
  const place = FIRST_OF_RESERVATION.filter((first) => first <= rest).length - 1;
  return Math.floor(index / INSTANCES_IN_THREE) * 3 + place;
}
