import type { WithheldReason } from '../catalog/reconcile/scope-proofs.ts';

/** Why entities were kept, for people. */
const WITHHELD: Readonly<Record<WithheldReason, string>> = {
  denied: 'their scope could not be read: denied',
  'region-disabled': 'their region is disabled',
  'service-absent': 'their service has no endpoint in that region',
  throttled: 'their scope could not be read: throttled',
  'not-aws': 'their scope could not be read: the response was not from AWS',
  'not-enabled': 'nothing was stored that they come from, or it is not switched on',
  failed: 'their scope could not be read: the call failed',
  cancelled: 'the run was stopped',
  'account-not-read': 'their account could not be opened',
  'account-list-not-read': 'the list of accounts could not be read',
  'region-not-enabled': 'their region is no longer enabled',
  'scope-not-read': 'the run did not read their scope',
  'not-in-this-run': 'this run was limited to other kinds, accounts or regions',
  'mapping-not-proved': 'the mapping failed for resources of their scope',
  'origin-unknown':
    'they were in Port before the state existed: one run must read every scope they may come from',
  'outside-window': 'they are outside the window of history that the mapping reads',
  threshold: 'more would be deleted than entityDeletionThreshold allows',
  related: 'other entities still relate to them',
  refused: 'Port refused to delete them',
  'not-confirmed': 'they were not listed, and AWS did not confirm that they are deleted',
  'still-exists': 'they were not listed, but AWS still has them',
  'not-evaluated':
    'no complete evaluation of what they come from, or no complete period of it, proves that they are over',
  'next-run': 'one run checks and deletes no more resources of a scope: the next run continues',
  'estate-shrank':
    'the settings or credentials reach fewer accounts than before; if that is intended: --accept-removals',
  'replacement-failed': 'the entities that replace them could not be written',
  'state-damaged': 'the state was damaged during this run: the next run rebuilds it',
};

/** Why an entity is withheld, as text. */
export function withheldText(reason: WithheldReason): string {
  return WITHHELD[reason];
}
