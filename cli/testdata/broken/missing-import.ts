/** Imports a file that is not there. */
import { lamp } from './lamp.ts';

export default lamp;
