/** The code of every scheme. */

import { unreachable } from '../../../../base/errors.ts';
import type { SchemeName } from '../parameters.ts';
import * as s0 from './s0.ts';
import * as s1 from './s1/index.ts';
import * as s2 from './s2.ts';
import * as s2p from './s2p.ts';
import * as s3 from './s3.ts';
import * as s4 from './s4/index.ts';
import * as s5 from './s5.ts';
import type { SchemeCode } from './scheme.ts';

/** The code of a scheme. */
export function schemeCode(scheme: SchemeName): SchemeCode {
  switch (scheme) {
    case 'S0':
      return s0.scheme;
    case 'S1':
      return s1.scheme;
    case 'S2p':
      return s2p.scheme;
    case 'S2v1':
      return s2.v1;
    case 'S2v7':
      return s2.v7;
    case 'S3v8':
      return s3.v8;
    case 'S3v9':
      return s3.v9;
    case 'S3v10':
      return s3.v10;
    case 'S4':
      return s4.scheme;
    case 'S5':
      return s5.scheme;
    default:
      return unreachable(scheme);
  }
}
