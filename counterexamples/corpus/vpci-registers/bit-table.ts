/** The table of bits and registers on the page of the family `vpci-registers`, made from runs. */

import { tableOf } from '../../catalogue-tables.ts';
import { atAssignment, type Bit, fateOf, type Who } from './bits.ts';

const everybody: readonly (Who & { readonly title: string })[] = [
  { scheme: 'S1', profile: 'hwdom', title: 'hwdom, S1' },
  { scheme: 'S4', profile: 'hwdom', title: 'hwdom, S4' },
  { scheme: 'S1', profile: 'domU', title: 'guest, S1' },
  { scheme: 'S4', profile: 'domU', title: 'guest, S4' },
];

const command = (
  ['IO', 'MEMORY', 'MASTER', 'SPECIAL', 'INVALIDATE', 'VGA', 'PARITY', 'WAIT', 'SERR'] as const
).map((name): Bit => ({ register: 'command', name }));

const rest = (['FAST_BACK', 'INTX_DISABLE', 'RESERVED'] as const).map(
  (name): Bit => ({ register: 'command', name }),
);

const status = (['INTERRUPT', 'CAP_LIST', 'UDF', 'MASTER_PARITY', 'SYSTEM_ERROR'] as const).map(
  (name): Bit => ({ register: 'status', name }),
);

const registers = (
  ['ids', 'cacheline', 'iobar', 'rom', 'capptr', 'msidata', 'vendor', 'ext', 'extbody'] as const
).map((register): Bit => ({ register, name: null }));

/** Every bit that is modelled, those of the command register first. */
export const bits: readonly Bit[] = [...command, ...rest, ...status, ...registers];

/** One row for each bit: what a read returns, and what a write does to hardware. */
export async function bitTable(): Promise<string> {
  const rows: string[][] = [];
  for (const bit of bits) {
    const cells: string[] = [];
    for (const who of everybody) {
      const { read, write } = await fateOf(bit, who);
      cells.push(`${read}; ${write}`);
    }
    const assigned = bit.register === 'command' ? await atAssignment(bit) : '–';
    rows.push([`${bit.register}${bit.name === null ? '' : ` ${bit.name}`}`, ...cells, assigned]);
  }
  return tableOf(
    ['register, bit', ...everybody.map(({ title }) => title), 'assigned to a guest, S4'],
    rows,
  );
}
