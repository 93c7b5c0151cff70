/*
 * The trial system searched by hand-written C: what a careful programmer gets without a checker.
 *
 * Exhaustive breadth-first search on one core. A state is 64 bits; the list of states is the queue;
 * an open-addressing table of twice as many places or more holds the states themselves, so that a
 * look-up costs one cache miss, and successors are looked up in batches after their places have been
 * prefetched. The table is sized beforehand from the expected count: it never grows, and neither
 * paths nor properties are kept. All of that is in favour of this program.
 *
 * Usage: trial <vcpus> <pages> <table bits>; prints states, transitions and seconds of the search.
 */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { IDLE, HAVE_READ, SAW_PRESENT, USING, DONE, WANT_WRITE, HAVE_WRITE, MAPPED, LEAVING };
enum { REM_IDLE, REM_HAVE_WRITE, REM_MARKED, REM_FREED, REM_AWAY };
enum { PRESENT, REMOVED, FREED };
enum { BATCH = 256, REMOVER = 7 };

/* From bit 0: readers (6), writer (3: 0 nobody, else vCPU + 1), remover (3), device (2), vCPUs (4
   each), pages (2 each). A state is kept with bit 63 set, so that 0 is a free place. */
#define READERS(s) ((s) & 63)
#define WRITER(s) ((s) >> 6 & 7)
#define REM_AT 9
#define DEV_AT 12
#define CPU_AT(i) (14 + 4 * (i))
#define TOP ((uint64_t)1 << 63)

static int vcpus, pages;
static uint64_t *table, *states, batch[BATCH + 64];
static uint64_t count, transitions;
static int shift;

static uint64_t place_of(uint64_t s) {
  s = (s ^ s >> 32) * 0x9e3779b97f4a7c15u;
  return (s ^ s >> 29) * 0xbf58476d1ce4e5b9u >> shift;
}

static void look_up(int n) {
  uint64_t mask = ((uint64_t)1 << (64 - shift)) - 1;
  for (int i = 0; i < n; i++) __builtin_prefetch(&table[place_of(batch[i])], 1);
  for (int i = 0; i < n; i++) {
    uint64_t p = place_of(batch[i]);
    while (table[p] != 0 && table[p] != batch[i]) p = (p + 1) & mask;
    if (table[p] == 0) table[p] = states[count++] = batch[i];
  }
  transitions += n;
}

static uint64_t with(uint64_t s, int at, int width, uint64_t value) {
  return (s & ~((((uint64_t)1 << width) - 1) << at)) | value << at;
}

static int expand_vcpu(uint64_t s, int i, int n) {
  int at = CPU_AT(i), free = READERS(s) == 0 && WRITER(s) == 0, dev = s >> DEV_AT & 3;
  switch (s >> at & 15) {
  case IDLE:
    if (WRITER(s) == 0) batch[n++] = with(s, at, 4, HAVE_READ) | (uint64_t)1 << i;
    batch[n++] = with(s, at, 4, WANT_WRITE);
    break;
  case HAVE_READ:
    batch[n++] = with(s, at, 4, dev == PRESENT ? SAW_PRESENT : DONE);
    break;
  case SAW_PRESENT: batch[n++] = with(s, at, 4, USING); break;
  case USING: batch[n++] = with(s, at, 4, DONE); break;
  case DONE: batch[n++] = with(s, at, 4, IDLE) & ~((uint64_t)1 << i); break;
  case WANT_WRITE:
    if (free) batch[n++] = with(with(s, at, 4, HAVE_WRITE), 6, 3, i + 1);
    break;
  case HAVE_WRITE:
    for (int j = 0; j < pages; j++) {
      int page = CPU_AT(vcpus) + 2 * j;
      uint64_t value = s >> page & 3;
      batch[n++] = with(with(s, at, 4, MAPPED), page, 2, value == 2 ? 0 : value + 1);
    }
    break;
  case MAPPED: batch[n++] = with(s, at, 4, LEAVING); break;
  case LEAVING: batch[n++] = with(with(s, at, 4, IDLE), 6, 3, 0); break;
  }
  return n;
}

static int expand_remover(uint64_t s, int n) {
  int free = READERS(s) == 0 && WRITER(s) == 0, dev = s >> DEV_AT & 3;
  switch (s >> REM_AT & 7) {
  case REM_IDLE:
    if (free) batch[n++] = with(with(s, REM_AT, 3, REM_HAVE_WRITE), 6, 3, REMOVER);
    break;
  case REM_HAVE_WRITE:
    if (dev == PRESENT) batch[n++] = with(with(s, REM_AT, 3, REM_MARKED), DEV_AT, 2, REMOVED);
    break;
  case REM_MARKED:
    if (dev == REMOVED) batch[n++] = with(with(s, REM_AT, 3, REM_FREED), DEV_AT, 2, FREED);
    break;
  case REM_FREED: batch[n++] = with(with(s, REM_AT, 3, REM_AWAY), 6, 3, 0); break;
  case REM_AWAY:
    if (dev == FREED) batch[n++] = with(with(s, REM_AT, 3, REM_IDLE), DEV_AT, 2, PRESENT);
    break;
  }
  return n;
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  vcpus = atoi(argv[1]), pages = atoi(argv[2]);
  int bits = atoi(argv[3]);
  if (vcpus < 1 || vcpus > 6 || pages < 0 || CPU_AT(vcpus) + 2 * pages > 63) return 2;
  if (bits < 10 || bits > 34) return 2;
  shift = 64 - bits;
  struct timespec from, to;
  clock_gettime(CLOCK_MONOTONIC, &from);
  table = calloc((uint64_t)1 << bits, 8);
  states = malloc(((uint64_t)1 << bits) * 8 / 2 + sizeof batch);
  if (table == NULL || states == NULL) return 3;
  batch[0] = TOP;
  look_up(1);
  transitions = 0;
  for (uint64_t next = 0; next < count;) {
    int n = 0;
    for (; n < BATCH && next < count; next++) {
      uint64_t s = states[next];
      for (int i = 0; i < vcpus; i++) n = expand_vcpu(s, i, n);
      n = expand_remover(s, n);
    }
    look_up(n);
    if (count > ((uint64_t)1 << bits) / 2) return 3;
  }
  clock_gettime(CLOCK_MONOTONIC, &to);
  double seconds = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
  printf("%llu %llu %.6f\n", (unsigned long long)count, (unsigned long long)transitions, seconds);
  return 0;
}
