import { testMatrix } from './rows.ts';

testMatrix('vpci');
