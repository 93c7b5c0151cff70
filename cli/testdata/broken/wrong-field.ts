/** Looks like a system, but was written by hand. */
export default { kind: 'system', name: 'by-hand', parameters: {}, components: [], steps: 'none' };
