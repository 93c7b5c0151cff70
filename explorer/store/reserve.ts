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
  const buffer = reserve(bytes, bytesMax);
  return buffer ?? reserveMost(bytes, Math.max(bytes, bytesMax / 2));
}

/** As many segments as there is address space for. */
export function reserveAll(segments: number, bytes: number): readonly SharedArrayBuffer[] {
  const all: SharedArrayBuffer[] = [];
  for (let one = reserve(0, bytes); one !== null; one = reserve(0, bytes)) {
    all.push(one);
    if (all.length === segments) break;
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
