import { testMatrix } from './rows.ts';

testMatrix('others');
