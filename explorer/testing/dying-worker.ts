/** The program of a thread that ends when it is to double the table together with others. */

import { CrewControl } from '../search/crew-control.kernel.ts';

CrewControl.prototype.meetWithin = () => process.exit(3);
await import('../search/worker.ts');
