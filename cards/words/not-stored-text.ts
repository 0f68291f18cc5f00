/** Said where the database could not take what somebody did: nothing is known to have happened, and trying again is safe. */
export const notStoredText =
  'I could not store this in time, so it may not have happened. Please try again; what went through before will not happen twice.';
