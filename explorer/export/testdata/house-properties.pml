/*
 * house: 2 components, 4 steps.
 * One variable per component, one option per step: SPIN finds the same states, and one transition
 * more (the initial state). A failed claim asserts (0==N), N being its place among the properties.
 *
 *   spin -a -o2 FILE && cc -O2 -DSAFETY -DNOREDUCE -o pan pan.c && ./pan -m1000000
 *   spin -t FILE     the steps of an error that was found
 */

/* front.door:
 *   0  closed
 *   1  open
 *   2  locked
 */
byte front_door;

/* if:
 *   0  outside
 *   1  inside
 *   2  gone
 */
byte x_if;

/* pass\through breaks it */
#define breaks3_3 (front_door == 1 && x_if <= 1 && front_door == 1 && !(front_door == 1))

/* if waits for if */
#define waits4_0_0 (front_door == 2)

active proctype steps() {
  do
  :: d_step { front_door == 0 ->
       printf("open */ it\n");
       front_door = 1 }
  :: d_step { front_door == 1 ->
       printf("close it 100%%\n");
       front_door = 0 }
  :: d_step { front_door != 1 ->
       printf("turn \"the key\"\n");
       front_door = (front_door == 0 -> 2 : 0) }
  :: d_step { front_door == 1 && x_if <= 1 ->
       printf("pass\\through\n");
       x_if = (x_if == 0 -> 1 : 2) }
  /* NEVER-LOCKED */
  :: d_step { front_door == 2 ->
       printf("violated: NEVER-LOCKED\n");
       assert(0 == 1) }
  /* GOES: a failed assertion means that it was reached */
  :: d_step { x_if == 2 ->
       printf("reached: GOES\n");
       assert(0 == 2) }
  /* GOES-ON: an invalid end state is a deadlock; these may rest */
  :: timeout && x_if == 2
  /* STAYS-OPEN */
  :: d_step { breaks3_3 ->
       printf("violated: STAYS-OPEN\n");
       assert(0 == 4) }
  /* WAITS */
  :: d_step { waits4_0_0 ->
       printf("violated: WAITS\n");
       assert(0 == 5) }
  od
}
