/** A planted fault need only be noticed: nothing is made smaller after a law was broken. */

import fc from 'fast-check';

fc.configureGlobal({ endOnFailure: true });
