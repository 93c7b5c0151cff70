/*
 * The trial system as a user of SPIN writes it: a process for each vCPU and one for the remover, the
 * lock as a number of readers and a writer. Every statement is one step of the trial system.
 *
 *   spin -DN=4 -DM=7 -a -o3 trial.pml     N vCPUs, M page entries (at most 8); -o3 keeps statements apart
 */
#define FREE (readers == 0 && writer == 0)

byte readers, writer, dev;
byte p2m[M];

active [N] proctype cpu() {
  do
  :: d_step { writer == 0 -> readers++ };
     if
     :: dev == 0 -> skip; skip
     :: dev != 0
     fi;
     readers--
  :: skip;
     d_step { FREE -> writer = 1 + _pid };
     if
     :: p2m[0] = (p2m[0] + 1) % 3
#if M > 1
     :: p2m[1] = (p2m[1] + 1) % 3
#endif
#if M > 2
     :: p2m[2] = (p2m[2] + 1) % 3
#endif
#if M > 3
     :: p2m[3] = (p2m[3] + 1) % 3
#endif
#if M > 4
     :: p2m[4] = (p2m[4] + 1) % 3
#endif
#if M > 5
     :: p2m[5] = (p2m[5] + 1) % 3
#endif
#if M > 6
     :: p2m[6] = (p2m[6] + 1) % 3
#endif
#if M > 7
     :: p2m[7] = (p2m[7] + 1) % 3
#endif
     fi;
     skip;
     writer = 0
  od
}

active proctype rem() {
  do
  :: d_step { FREE -> writer = 1 + N };
     d_step { dev == 0 -> dev = 1 };
     d_step { dev == 1 -> dev = 2 };
     writer = 0;
     d_step { dev == 2 -> dev = 0 }
  od
}
