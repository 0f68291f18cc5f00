import type { DeadLetterRefusal } from '../../domain/refusal.js';

/** Says why nothing is done about what does not get through, and what can be. */
export function deadLetterRefusalText({ code }: DeadLetterRefusal): string {
  switch (code) {
    case 'NOT_DIRECTORY_ADMINISTRATOR':
      return 'Only those who administer the directory’s roles look after what does not get through. Ask a Global Administrator or a Privileged Role Administrator.';
    case 'NOT_STUCK':
      return 'Nothing like that is stuck any more. Type “stuck” to see what is.';
    case 'REMOVAL_NOT_DROPPED':
      return 'Taking access away is never given up: it is tried until the directory has done it. Retry it, or take the access out in the directory itself.';
  }
}
