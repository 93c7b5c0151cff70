/**
 * Shared buffers that grow in place: their address space is reserved when they are made, and memory is
 * taken when they grow.
 */

/** Null where there is no address space for it. */
function reserve(bytes: number, bytesMax: number): SharedArrayBuffer | null {
  try {
    return new SharedArrayBuffer(bytes, { maxByteLength: bytesMax });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** As much address space as there is, up to so much. */
export function reserveMost(bytes: number, bytesMax: number): SharedArrayBuffer {
  if (bytesMax <= bytes) return new SharedArrayBuffer(bytes, { maxByteLength: bytes });
  return reserve(bytes, bytesMax) ?? reserveMost(bytes, bytesMax / 2);
}

/** So many segments; where address space is short, half of what there is, since others need some too. */
export function reserveAll(segments: number, bytes: number): readonly SharedArrayBuffer[] {
  const all: SharedArrayBuffer[] = [];
  while (all.length < segments) {
    const one = reserve(0, bytes);
    if (one === null) return all.slice(0, Math.ceil(all.length / 2));
    all.push(one);
  }
  return all;
}

/** Makes a buffer longer; false if there is no memory for that. */
export function grown(buffer: SharedArrayBuffer, bytes: number): boolean {
  try {
    buffer.grow(bytes);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
