/** Faults in the kernel that checks certificates: each would have it believe something false. */

import type { Mutant } from './mutant.ts';

const laws = 'explorer/certificate/certificate.laws.test.ts';
const files = 'explorer/certificate/certificate.test.ts';
const formulas = 'explorer/certificate/kernel/formulas.kernel.ts';
const kernel = 'explorer/certificate/kernel/verify.kernel.ts';
const reader = 'explorer/certificate/kernel/read.kernel.ts';

export const certificate: readonly Mutant[] = [
  {
    name: 'behind the last level the kernel finds nothing',
    file: formulas,
    find: 'if (level === null) return true;\n    for',
    replace: 'if (level === null) return false;\n    for',
    tests: [laws],
  },
  {
    name: 'the kernel takes every step to stay in the node it begins in',
    file: formulas,
    find: 'if (moves.size === 0 && node !== undefined)',
    replace: 'if (node !== undefined)',
    tests: [laws],
    by: 'without any one',
  },
  {
    name: 'the kernel forgets the digits of a slot that are still to come',
    file: formulas,
    find: 'if (level.isLast) left.delete(level.slot);',
    replace: 'left.delete(level.slot);',
    tests: [laws],
    by: 'in any digits',
  },
  {
    name: 'the kernel looks for violations before a step instead of behind it',
    file: kernel,
    find: 'formulas.of(property.after, false, step)',
    replace: 'formulas.of(property.after, false)',
    tests: [laws],
    by: 'in any digits',
  },
  {
    name: 'the kernel does not look whether the initial state is in the set',
    file: kernel,
    find: "demand(initial !== undefined, 'the",
    replace: "demand(levels.length > 0 || initial !== undefined, 'the",
    tests: [laws],
    by: 'without any one',
  },
  {
    name: 'the kernel closes no circle of more than one waiter',
    file: kernel,
    find: "property.cycles === 'self' || chain.includes(next)",
    replace: 'chain.length > 0',
    tests: [laws],
    by: 'in any digits',
  },
  {
    name: 'the kernel takes steps of a witness that are refused',
    file: kernel,
    find: ' || state.includes(-1)',
    replace: '',
    tests: [files],
    by: 'refused',
  },
  {
    name: 'the kernel does not look whether all local states have digits',
    file: kernel,
    find: 'size <= reach[slot]!',
    replace: 'size > 0 || slot < reach.length',
    tests: [files],
    by: 'radix of nothing',
  },
  {
    name: 'the kernel takes digits that are no numbers',
    file: reader,
    find: "demand(areWhole(list), 'a node is malformed');",
    replace: "if (!Array.isArray(list)) throw new Error('a list');",
    tests: [files],
    by: 'digits',
  },
];
