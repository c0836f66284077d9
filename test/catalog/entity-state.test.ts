import { describeEntityState } from './entity-state-conformance.ts';
import { MemoryPlace } from './memory-entity-state.ts';
import { StoreFolder } from './store-folder.ts';

describeEntityState('LevelDB', () => StoreFolder.make());
describeEntityState('memory', () => Promise.resolve(new MemoryPlace()));
