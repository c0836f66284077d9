/** A phrase that reads as if translated, and what to write instead. */
export interface BannedPhrase {
  readonly phrase: RegExp;
  readonly instead: string;
  /** Where it is banned. `user` is what users read: docs, help and deployment files. @default everywhere */
  readonly only?: 'user';
}

/** Each matches whole words, in any case, also across a line break. */
export const BANNED_PHRASES: readonly BannedPhrase[] = [
  { phrase: /\banew\b/i, instead: 'again; re-read, recreate' },
  { phrase: /\bmend(?:s|ed|ing)?\b/i, instead: 'fix, repair' },
  { phrase: /\bwho(?:so)?ever\b/i, instead: 'the caller, the reader; or rewrite the sentence' },
  { phrase: /\bnobody\b/i, instead: 'no caller, no user; or the passive' },
  { phrase: /\bin vain\b/i, instead: 'without success; failed' },
  { phrase: /\bfor want of\b/i, instead: 'because there is no' },
  { phrase: /\bbears? (?:its|the|a) name\b/i, instead: 'is named' },
  { phrase: /\b(?:is|are|was|were|be) told of\b/i, instead: 'receives, is notified of' },
  { phrase: /\b(?:hears?|heard) of\b/i, instead: 'receives, is notified of' },
  { phrase: /\b(?:comes?|came) to know\b/i, instead: 'learns, receives' },
  { phrase: /\bmade[- ]up\b/i, instead: 'simulated, example' },
  { phrase: /\b(?:what|which) is gone\b/i, instead: 'deleted resources' },
  { phrase: /\b(?:proved|concluded|taken) (?:to be |for )?gone\b/i, instead: 'confirmed deleted' },
  { phrase: /\btaken for\b/i, instead: 'treated as, mistaken for' },
  { phrase: /\b(?:none|nobody) of (?:AWS|Port|ours)\b/i, instead: 'not from AWS' },
  { phrase: /\bown word\b/i, instead: 'confirmation, response' },
  { phrase: /\bof (?:which|whom)\b/i, instead: 'rewrite the relative clause' },
  { phrase: /\b(?:to|by|from) (?:which|whom)\b/i, instead: 'rewrite the relative clause' },
  { phrase: /\ball else\b/i, instead: 'everything else' },
  { phrase: /\bis well\b|\band that is well\b/i, instead: 'is healthy, is fine' },
  { phrase: /\bhas no say\b/i, instead: 'does not apply, is ignored' },
  {
    phrase: /\b(?:thereof|whence|hence|upon|befalls?|heeds?|lest|thither)\b/i,
    instead: 'a usual word',
  },
  { phrase: /\bnothing but\b/i, instead: 'only' },
  { phrase: /\bwhat becomes of\b/i, instead: 'what happens to' },
  { phrase: /\bat hand\b/i, instead: 'available' },
  { phrase: /\blets? go of\b/i, instead: 'releases' },
  { phrase: /\bwho asks\b|\bwho has the token\b/i, instead: 'the caller, callers with the token' },
  { phrase: /\ba slip\b|\bslips\b/i, instead: 'a mistake' },
  { phrase: /\b(?:it|they|that) wants?\b/i, instead: 'requires, needs' },
  { phrase: /\bnot concluded\b/i, instead: 'could not be read (nothing deleted)' },
  { phrase: /\ba good deal\b|\bsave for\b/i, instead: 'a usual word' },
  { phrase: /\b(?:somebody|everybody|anybody)\b/i, instead: 'a user, all callers, any caller' },
  {
    phrase: /\b(?:says?|said|tells?|told|speaks?|spoke) of\b/i,
    instead: 'reports, names, describes',
  },
  { phrase: /\bknows? (?:of|no)\b/i, instead: 'does not know, does not depend on' },
  { phrase: /\ball the same\b/i, instead: 'anyway, still' },
  { phrase: /\bwithout a word\b/i, instead: 'silently' },
  {
    phrase: /\b(?:comes?|becomes?|became) of (?:it|them|each|a|the)\b/i,
    instead: 'what happens to',
  },
  { phrase: /\bis begun\b/i, instead: 'is started, is created' },
  { phrase: /\bhow (?:\w+ ){1,3}stands?\b/i, instead: 'the status of' },
  { phrase: /\b(?:has|have) the last word\b/i, instead: 'decides, takes precedence' },
  { phrase: /\bon the spot\b|\bin its stead\b/i, instead: 'immediately; instead' },
  { phrase: /\bwhat (?:it|they) lacks?\b/i, instead: 'what is missing' },
  { phrase: /\bno reason to be\b/i, instead: 'rewrite the sentence' },
  { phrase: /\bnot be looked at\b/i, instead: 'cannot be accessed' },
  {
    phrase: /\b(?:is|are|was|were) (?:not|no longer) there\b/i,
    instead: 'is missing',
    only: 'user',
  },
  { phrase: /\bbut for\b/i, instead: 'except' },
  { phrase: /(?<![-/`'\w])estates?\b(?![-/`'])/i, instead: 'AWS organization', only: 'user' },
];
