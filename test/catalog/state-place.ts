import type { EntityState, StateOwner } from '../../src/catalog/state/entity-state.ts';

/** Where a state is kept: opened again, it has what was written. */
export interface StatePlace extends AsyncDisposable {
  /** @param owner `OWNER` by default */
  open(owner?: StateOwner): Promise<EntityState>;
  /** Corrupts the stored data while no process has it open. */
  damage(): Promise<void>;
}
