/** The formalism: components, steps, properties, systems and families. */

export * from './component.ts';
export * from './expression.ts';
export * from './family.ts';
export * from './formula.ts';
export * from './property.ts';
export * from './renamed.ts';
export * from './step.ts';
export * from './system.ts';
